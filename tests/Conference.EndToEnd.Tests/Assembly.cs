// Browsers, server and recorder share two cores: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
