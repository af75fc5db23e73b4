"""Tests of the rules of declarations: worked examples with their source."""
