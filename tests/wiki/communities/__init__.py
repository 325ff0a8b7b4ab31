"""Communities: their life, their members, what people see of them."""
