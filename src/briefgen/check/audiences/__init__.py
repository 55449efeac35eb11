"""What can be wrong with audiences: parts that no publication has, amounts without a rate, texts that read too hard."""
