namespace Diffusion.Tests;

/// <summary>Each entry of the catalogue holds what it says.</summary>
public sealed class CatalogueTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("catalogue").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    public static TheoryData<string> Keys => [.. DatasetCatalogue.All.Select(entry => entry.Key)];

    private static DatasetEntry Entry(string key) => DatasetCatalogue.Find(key)!;

    private DatasetStore Store => new(root, Path.Combine(root, "cache"), client: null);

    [Fact]
    public void NoKeyNamesTwoThings()
    {
        Assert.Equal(DatasetCatalogue.All.Count, DatasetCatalogue.All.Select(entry => entry.Key).Distinct().Count());
        Assert.Equal(DatasetCatalogue.All.Count, DatasetCatalogue.All.Select(entry => entry.Name).Distinct().Count());
        Assert.Null(DatasetCatalogue.Find("nowhere"));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    [Trait("Lane", "slow")]
    public void ModelsDrawItsShapeAndTheJudgeReadsIt(string key)
    {
        var entry = Entry(key);
        foreach (var named in entry.Models)
        {
            using var model = named.Load();
            Assert.Equal(entry.Shape, model.PictureShape);
        }
        using var judge = entry.Judge?.Invoke();
        if (judge is null) return;
        Assert.Equal(((int)entry.Shape[0], (int)entry.Shape[2]), (judge.Sizes.ImageChannels, judge.Sizes.ImageSize));
        using var vae = entry.Autoencoder?.Invoke();
        if (vae is not null) Assert.Equal(entry.Shape, vae.Sizes.ImageShape());
    }

    [Theory]
    [InlineData("fashion", 9000, 1000)]
    [InlineData("digits", 1617, 180)]
    public void WhatIsEmbeddedIsSplit(string key, int seen, int unseen)
    {
        List<string> said = [];
        var split = Entry(key).LoadSplit(Store, said.Add);
        Assert.Equal((seen, unseen), (split.Seen.Count, split.Unseen.Count));
        Assert.True(Entry(key).Knows(split.Seen));
        // Garments could be had in greater number, digits could not.
        Assert.Equal(key == "fashion",
            said.Any(line => line.EndsWith("The embedded 10,000 images are used.", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Files of KMNIST's names and format, three letters each: the real ones are checked when they are downloaded.
    /// </summary>
    [Fact]
    public void KmnistIsReadFromAFolder()
    {
        var address = Assert.Throws<FileNotFoundException>(() => Entry("kmnist").Load(Store)).Message;
        Assert.Contains("kmnist/train-images-idx3-ubyte.gz", address);
        Assert.Contains("http://codh.rois.ac.jp/kmnist/dataset/kmnist/train-images-idx3-ubyte.gz", address);

        Directory.CreateDirectory(Path.Combine(root, "kmnist"));
        foreach (var (half, first) in new[] { ("train", (byte)7), ("t10k", (byte)9) })
        {
            var pixels = Enumerable.Repeat(first, 3 * 28 * 28).ToArray();
            File.WriteAllBytes(Path.Combine(root, "kmnist", $"{half}-images-idx3-ubyte.gz"),
                DamagedFilesTests.Pack(DamagedFilesTests.IdxBytes(3, pixels, 3, 28, 28)));
            File.WriteAllBytes(Path.Combine(root, "kmnist", $"{half}-labels-idx1-ubyte.gz"),
                DamagedFilesTests.Pack(DamagedFilesTests.IdxBytes(1, [first, 0, 1], 3)));
        }
        var (seen, unseen) = Entry("kmnist").LoadSplit(Store);
        Assert.Equal(("ya", "wo"), (seen.Classes[seen.Label(0)], unseen.Classes[unseen.Label(0)]));
        Assert.Equal("KMNIST: 3 images 1 x 28 x 28, 10 classes", seen.ToString());
        Assert.True(Entry("kmnist").Knows(seen));
    }

    /// <summary>A set that comes as one archive, say, is put into the folder by hand.</summary>
    [Fact]
    public void AnEntryWithoutAddressesSaysWhereItsFilesGo()
    {
        string[] sums = [.. Enumerable.Repeat(new string('0', 64), 4)];
        using var client = new HttpClient();
        var store = new DatasetStore(null, Path.Combine(root, "cache"), client);
        var message = Assert.Throws<FileNotFoundException>(
            () => store.Read(new IdxFiles("Letters", "letters", ["a"], [], sums),
                cancel: TestContext.Current.CancellationToken)).Message;
        Assert.Contains("letters/train-images-idx3-ubyte.gz' is not on this machine", message);
        Assert.Contains("it cannot be fetched alone", message);
        Assert.Contains("Letters: give 4 checksums, of train-images-idx3-ubyte.gz, ",
            Assert.Throws<ArgumentException>(() => new IdxFiles("Letters", "letters", ["a"], [], sums[1..])).Message);
    }

    [Fact]
    public void WhatIsNotHereIsNamedAndScenesHaveNoImages()
    {
        Assert.Contains("mnist/train-images-idx3-ubyte.gz",
            Assert.Throws<FileNotFoundException>(() => Entry("mnist").Load(Store)).Message);
        Assert.Contains("'scenes' has no images",
            Assert.Throws<InvalidOperationException>(() => Entry("scenes").Load(Store)).Message);
    }

    /// <summary>A set is known by its name and its shape: somebody's folder may be called MNIST.</summary>
    [Fact]
    public void AJudgeIsGivenImagesOfItsKindOnly()
    {
        Assert.Null(DatasetCatalogue.JudgeOf(new("MNIST", new byte[3 * 32 * 32], [0], 3, 32, 32, ["cats"])));
        using var judge = DatasetCatalogue.JudgeOf(new("MNIST", new byte[28 * 28], [0], 1, 28, 28, ["0"]));
        Assert.NotNull(judge);
    }
}
