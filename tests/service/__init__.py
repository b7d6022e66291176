"""The parts around the rules, one by one."""
