"""When training stops by itself."""
