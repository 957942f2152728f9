"""The two readers that everything untrusted or handwritten passes."""
