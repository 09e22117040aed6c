namespace Diffusion;

/// <summary>The trained models that travel with the course; <c>data/README.md</c> says how each was made.</summary>
public static class Pretrained
{
    /// <summary>
    /// A U-Net that draws the 8x8 digits of <see cref="Diffusion.Digits8x8"/>, told which or not; predicts the clean
    /// image on a cosine schedule.
    /// </summary>
    public static TrainedModel Digits8x8() => Load("digits-8x8-unet.safetensors");

    /// <summary>A U-Net that draws MNIST's digits, told which or not; rectified flow.</summary>
    public static TrainedModel Mnist() => Load("mnist-unet.safetensors");

    /// <summary>A student of <see cref="Mnist"/> that draws in one step: consistency distillation.</summary>
    public static TrainedModel MnistConsistency() => Load("mnist-consistency.safetensors");

    /// <summary>A student of <see cref="Mnist"/> that draws in one step: distribution matching distillation.</summary>
    public static TrainedModel MnistMatching() => Load("mnist-dmd.safetensors");

    /// <summary>
    /// A U-Net that draws Fashion-MNIST's garments, told which or not; rectified flow, trained briefly.
    /// </summary>
    public static TrainedModel FashionMnist() => Load("fashion-unet.safetensors");

    /// <summary>
    /// The VAE of <see cref="VaeSizes.Garments"/>: Fashion-MNIST's garments as 4 maps of 7x7 and back.
    /// </summary>
    public static Vae FashionVae() =>
        VaeFile.Parse(EmbeddedData.Read("fashion-vae.safetensors"), "fashion-vae.safetensors");

    /// <summary>A U-Net that draws garments as latents of that VAE, told which or not; rectified flow.</summary>
    public static TrainedModel FashionLatent() => Load("fashion-latent-unet.safetensors");

    /// <summary>A diffusion transformer for the same: 49 tokens.</summary>
    public static TrainedModel FashionLatentDiT() => Load("fashion-latent-dit.safetensors");

    /// <summary>A U-Net that draws CIFAR-10's photographs, told what they show or not; rectified flow.</summary>
    public static TrainedModel Cifar10() => Load("cifar10-unet.safetensors");

    /// <summary>A diffusion transformer for the same, trained as long.</summary>
    public static TrainedModel Cifar10DiT() => Load("cifar10-dit.safetensors");

    /// <summary>A U-Net that draws scenes, told in sentences of <see cref="SceneWords"/>; rectified flow.</summary>
    public static TrainedModel Scenes() => Load("scenes-unet.safetensors");

    /// <summary>A classifier of the kinds of things in the scenes, for <see cref="SceneJudge"/>.</summary>
    public static FeatureClassifier SceneClassifier() => LoadClassifier("scenes-classifier.safetensors");

    /// <summary>A classifier of MNIST's digits, to judge drawn ones with.</summary>
    public static FeatureClassifier MnistClassifier() => LoadClassifier("mnist-classifier.safetensors");

    /// <summary>A classifier of Fashion-MNIST's garments.</summary>
    public static FeatureClassifier FashionClassifier() => LoadClassifier("fashion-classifier.safetensors");

    /// <summary>A classifier of CIFAR-10's photographs.</summary>
    public static FeatureClassifier Cifar10Classifier() => LoadClassifier("cifar10-classifier.safetensors");

    /// <summary>Loads one of the embedded classifiers by its file's name.</summary>
    private static FeatureClassifier LoadClassifier(string file) => ClassifierFile.Parse(EmbeddedData.Read(file), file);

    /// <summary>Loads one of the embedded models by its file's name.</summary>
    /// <exception cref="FileNotFoundException">There is none of that name; the message lists the files.</exception>
    public static TrainedModel Load(string file) => TrainedModel.Parse(EmbeddedData.Read(file), file);
}
