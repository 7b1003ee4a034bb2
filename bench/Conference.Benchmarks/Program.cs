System.Console.WriteLine("See bench/README.md");
