"""The rules: values in, decisions out; no input or output, no clock, no chance."""
