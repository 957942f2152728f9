"""Tests of a policy: small images, and what each rule must say of them."""
