"""What the people ask for (征集): drives, voices from every channel, their sorting, and the answer to each."""
