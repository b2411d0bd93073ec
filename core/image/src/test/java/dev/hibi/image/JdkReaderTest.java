package dev.hibi.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;

final class JdkReaderTest {
  /** A plug-in that claims every file. */
  private static final class Greedy extends ImageReaderSpi {
    Greedy() {
      super(
          "nobody",
          "1",
          new String[] {"png"},
          new String[] {"png"},
          new String[] {"image/png"},
          "dev.hibi.Greedy",
          new Class<?>[] {ImageInputStream.class},
          null,
          false,
          null,
          null,
          null,
          null,
          false,
          null,
          null,
          null,
          null);
    }

    @Override
    public boolean canDecodeInput(Object source) {
      return true;
    }

    @Override
    public ImageReader createReaderInstance(Object extension) {
      throw new IllegalStateException("the plug-in was asked");
    }

    @Override
    public String getDescription(Locale locale) {
      return "greedy";
    }
  }

  @Test
  void plugInsOnTheClassPathAreNotAsked() throws IOException {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    Greedy greedy = new Greedy();
    registry.registerServiceProvider(greedy, ImageReaderSpi.class);
    try {
      RgbImage decoded = RgbImage.decode(PillowDecodeTest.bytes("rgb.png"), "x");

      assertThat(decoded.pixels()).isEqualTo(PillowDecodeTest.expected("rgb.png").pixels());
      assertThat(JdkReader.of(ImageFormat.PNG).getClass().getName())
          .isEqualTo("com.sun.imageio.plugins.png.PNGImageReader");
    } finally {
      registry.deregisterServiceProvider(greedy, ImageReaderSpi.class);
    }
  }
}
