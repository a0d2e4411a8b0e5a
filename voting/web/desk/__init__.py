"""The congress office."""
