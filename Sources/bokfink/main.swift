print("bokfink")
