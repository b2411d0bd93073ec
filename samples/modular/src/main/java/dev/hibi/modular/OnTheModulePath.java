package dev.hibi.modular;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ImageSpec;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Backbone;
import dev.hibi.tensorboard.SummaryWriter;
import dev.hibi.training.FitConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * How does an application with a module-info use Hibi? Something of each module, in a few lines.
 */
final class OnTheModulePath {

  private OnTheModulePath() {}

  /** Argument: an empty folder. */
  public static void main(String... arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    for (String label : new String[] {"N", "P"}) {
      Path file = Files.createDirectories(folder.resolve("data").resolve(label)).resolve("1.png");
      ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    }

    RgbImage picture = RgbImage.read(folder.resolve("data/P/1.png"));
    say(RgbImage.class, picture.width() + " x " + picture.height());

    ImageSpec image = ImageSpec.imagenet(32);
    say(ImageSpec.class, image.size() + " pixels");

    try (ZipImageFolder data =
        ZipImageFolder.builder()
            .addSource(folder.resolve("data"))
            .optPreprocessing(new EvaluationPreprocessing(image))
            .build()) {
      say(ZipImageFolder.class, data.size() + " images");
    }

    FitConfig config = FitConfig.builder(Backbone.RESNET18).imageSpec(image).epochs(5).build();
    say(Backbone.class, Backbone.RESNET18.id());
    say(FitConfig.class, config.epochs() + " epochs");

    try (SummaryWriter events = SummaryWriter.builder(folder.resolve("events")).build()) {
      events.scalar("loss", 0.5, 0);
      say(SummaryWriter.class, "1 scalar");
    }

    URI server = URI.create("http://localhost:1");
    KamonohashiClient client = KamonohashiClient.builder(server).token("none").build();
    say(client.getClass(), "a client");

    try (NDManager engine = NDManager.newBaseManager()) {
      say(NDManager.class, "sum " + engine.ones(new Shape(2, 3)).sum().getFloat());
    }
  }

  private static void say(Class<?> type, String what) {
    System.out.println(type.getModule() + ": " + what);
  }
}
