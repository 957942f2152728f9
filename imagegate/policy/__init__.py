"""Rules and verdicts. Pure: a policy, an image and the time go in; verdicts come out."""
