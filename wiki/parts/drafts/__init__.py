"""Words being written: kept on the server until they are saved or thrown away."""
