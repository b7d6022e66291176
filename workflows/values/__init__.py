"""Plain frozen values, the ground floor: they know nothing and everything knows them."""
