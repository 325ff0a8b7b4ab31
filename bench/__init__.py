"""How fast Relais is, measured beside a bare Flask on the same machine in the same minutes."""
