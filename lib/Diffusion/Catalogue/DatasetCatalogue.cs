namespace Diffusion;

/// <summary>
/// The data sets of the course, an entry each. To add one, add an entry (and a reader beside <see cref="Idx"/>, where
/// its format is new): every command of <c>course</c> then takes its key.
/// </summary>
public static class DatasetCatalogue
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<DatasetEntry> All { get; } =
    [
        new("mnist", "MNIST", [1, 28, 28], "Handwritten digits: LeCun, Cortes and Burges, 1998.")
        {
            Read = (store, test) => store.Mnist(test),
            Models =
            [
                new("mnist", Pretrained.Mnist), new("mnist-consistency", Pretrained.MnistConsistency),
                new("mnist-dmd", Pretrained.MnistMatching),
            ],
            Judge = Pretrained.MnistClassifier,
        },
        new("fashion", "Fashion-MNIST", [1, 28, 28], "Garments: Xiao, Rasul and Vollgraf, 2017; MIT.")
        {
            Read = (store, test) => store.FashionMnist(test),
            Embedded = DatasetStore.EmbeddedFashionMnist,
            Models =
            [
                new("fashion", Pretrained.FashionMnist), new("fashion-latent", Pretrained.FashionLatent),
                new("fashion-latent-dit", Pretrained.FashionLatentDiT),
            ],
            Judge = Pretrained.FashionClassifier,
            Autoencoder = Pretrained.FashionVae,
        },
        new("kmnist", "KMNIST", [1, 28, 28], "Cursive Japanese letters: Clanuwat et al., CODH, 2018; CC BY-SA 4.0.")
        {
            Read = (store, test) => store.Read(new IdxFiles(
                "KMNIST", "kmnist", ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
                ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
                [
                    "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
                    "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
                    "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
                    "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
                ]), test),
        },
        new("cifar10", "CIFAR-10", [3, 32, 32], "Photographs: Krizhevsky, 2009.")
        {
            Read = (store, test) => store.Cifar10(test),
            Models = [new("cifar10", Pretrained.Cifar10), new("cifar10-dit", Pretrained.Cifar10DiT)],
            Judge = Pretrained.Cifar10Classifier,
        },
        new("digits", "UCI digits", [1, 8, 8], "Handwritten digits: Alpaydin and Kaynak, 1998; CC BY 4.0.")
        {
            Embedded = Digits8x8.Load,
            Models = [new("digits", Pretrained.Digits8x8)],
        },
        new("scenes", "scenes", SceneData.ImageShape,
            "Painted by the library from garments and digits, and told in sentences.")
        {
            Models = [new("scenes", Pretrained.Scenes)],
        },
    ];

    /// <summary>The models of all sets, by the name that a person types.</summary>
    public static IReadOnlyDictionary<string, DatasetModel> Models { get; } =
        All.SelectMany(entry => entry.Models).ToDictionary(model => model.Key);

    /// <summary>The set of that key; null where there is none.</summary>
    public static DatasetEntry? Find(string key) => All.FirstOrDefault(entry => entry.Key == key);

    /// <summary>The classifier for such images, owned by the caller; null where there is none.</summary>
    public static FeatureClassifier? JudgeOf(LabelledImages images) =>
        All.FirstOrDefault(entry => entry.Knows(images))?.Judge?.Invoke();
}
