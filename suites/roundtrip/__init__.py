"""What is said on one network arrives on the others: once, in order, unaltered, by the right author.

"Once" and "nothing else" are claimed by every test here: when it ends, its scene settles behind fences and the laws
judge all that was witnessed of it.
"""
