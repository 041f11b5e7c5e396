"""The picture of a data set's stations, and of what each of them holds while elements are drawn."""
