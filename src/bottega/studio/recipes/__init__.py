"""Recipes: forms that others fill in to make a picture of their own, their versions, and how they did."""
