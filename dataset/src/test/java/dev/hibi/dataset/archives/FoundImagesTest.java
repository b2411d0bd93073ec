package dev.hibi.dataset.archives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hibi.dataset.ToyArchive;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of a folder or an archive are images, whatever they are named. */
final class FoundImagesTest {
  private static final String HEIC = "\0\0\0\u0018ftypheic\0\0\0\0mif1heic";
  private static final String AVIF = "\0\0\0 ftypavif\0\0\0\0avifmif1";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static byte[] encoded(String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB), format, out);
    return out.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The same files in a folder, and in archives stored and deflated. */
  private List<Path> sources(Map<String, byte[]> files) throws IOException {
    Path tree = folder.resolve("tree");
    RawZip stored = new RawZip();
    RawZip deflated = new RawZip();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = tree.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
      stored.stored(file.getKey(), file.getValue());
      deflated.deflated(file.getKey(), file.getValue()).localExtra = new byte[100];
    }
    return List.of(
        tree,
        stored.write(folder.resolve("stored.zip")),
        deflated.write(folder.resolve("deflated.zip")));
  }

  private static List<String> entries(ImageSources sources) {
    return sources.samples().stream().map(Sample::entry).toList();
  }

  @Test
  void theContentDecidesWhereTheNameSaysNothing() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("c/windows.jfif", encoded("jpg"));
    files.put("c/a.JIF", encoded("jpg"));
    files.put("c/a.pjpeg", encoded("jpg"));
    files.put("c/noext", encoded("jpg"));
    files.put("c/2024.05.01 bridge 3", encoded("png"));
    files.put("c/IMG.0001", encoded("bmp"));
    files.put("c/a.jpg_large", encoded("gif"));
    files.put("c/phone.heic", encoded("jpg"));
    files.put("c/BMtext", text("BMW is no bitmap but a car of which somebody wrote"));
    files.put("c/README", text("words"));
    files.put("c/empty", new byte[0]);
    files.put("c/raw.dng", encoded("tiff"));
    files.put("c/a.jpg.bak", encoded("jpg"));
    files.put("c/a.jpg~", encoded("jpg"));
    files.put("c/a.jpg_original", encoded("jpg"));
    files.put("c/list.txt", encoded("jpg"));

    for (Path source : sources(files)) {
      try (ImageSources images = ImageSources.open(source)) {
        assertThat(entries(images))
            .as(source.toString())
            .containsExactly(
                "c/2024.05.01 bridge 3",
                "c/IMG.0001",
                "c/a.JIF",
                "c/a.jpg_large",
                "c/a.pjpeg",
                "c/noext",
                "c/phone.heic",
                "c/windows.jfif");
        assertThat(images.ignored()).isEqualTo(8);
        for (int i = 0; i < images.size(); i++) {
          assertThat(images.image(i).width()).isEqualTo(9);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jfif", "noext", "a.image", "a.heic", "a.JPG", "写真", "a.tmp", "a.txt"})
  void anImageThatIsGivenIsOneWhateverItsName(String name) throws IOException {
    Path file = Files.write(folder.resolve(name), encoded("jpg"));

    try (ImageSources images = ImageSources.open(file)) {
      assertThat(images.image(0).width()).isEqualTo(9);
    }
  }

  @Test
  void photographsThatCannotBeReadAreNamed() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("c/a.HEIC", text(HEIC));
    files.put("c/b.heif", text(HEIC));
    files.put("c/c", text(AVIF));
    files.put("c/d.CR2", text("II*\0"));
    files.put("c/e.png", encoded("png"));

    for (Path source : sources(files)) {
      try (ImageSources images = ImageSources.open(source)) {
        String first = Files.isDirectory(source) ? source + "/c/a.HEIC" : source + "!c/a.HEIC";
        assertThat(images.size()).isEqualTo(1);
        assertThat(images.ignored()).isEqualTo(4);
        assertThat(images.warnings())
            .containsExactly(
                "photographs left out: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 1 AVIF, 1"
                    + " CR2, 2 HEIC, the first of them "
                    + first
                    + ": convert them to JPEG or PNG");
      }
    }
  }

  @Test
  void aSourceOfNothingElseSaysWhatItHolds() throws IOException {
    for (Path source : sources(Map.of("c/a.heic", text(HEIC), "c/b.txt", text("b")))) {
      assertThatThrownBy(() -> ImageSources.open(source))
          .isInstanceOf(MalformedDatasetException.class)
          .hasMessage(
              Files.isDirectory(source)
                  ? "no images: expected at least 1 image or zip archive, found none among 2 files"
                      + " (1 HEIC, which must be converted to JPEG or PNG) ("
                      + source
                      + ")"
                  : "no images: expected at least 1 image, found none among 2 entries"
                      + " (1 HEIC, which must be converted to JPEG or PNG) ("
                      + source
                      + ")");
    }
  }

  @Test
  void aPhotographThatIsGivenAndCannotBeReadIsNamed() throws IOException {
    Path heic = Files.write(folder.resolve("IMG_0001.HEIC"), text(HEIC));
    Path noName = Files.write(folder.resolve("IMG_0002"), text(HEIC));
    Path raw = Files.write(folder.resolve("IMG_0003.dng"), encoded("tiff"));

    assertUnsupported("HEIC", heic);
    assertUnsupported("HEIC", noName);
    assertUnsupported("DNG", raw);
  }

  private static void assertUnsupported(String format, Path file) {
    assertThatThrownBy(() -> ImageSources.open(file))
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(
            "unsupported image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found %s: convert it to JPEG or PNG first (%s)"
                .formatted(format, file));
  }

  @Test
  void whatSystemsLeaveBehindIsPassedOverAndCounted() throws IOException {
    byte[] png = encoded("png");
    Map<String, byte[]> files = new TreeMap<>();
    files.put("Positive/a.png", png);
    files.put("Positive/@eaDir/a.png/SYNOFILE_THUMB_M.jpg", png);
    files.put("Positive/@eaDir/a.png/SYNOPHOTO_THUMB_XL.jpg", png);
    files.put("Positive/SYNOFILE_THUMB_S.jpg", png);
    files.put("Positive/a.png@SynoEAStream", png);
    files.put("Positive/._a.png", png);
    files.put("Positive/.ipynb_checkpoints/a-checkpoint.png", png);
    files.put("Positive/.@__thumb/a.png", png);
    files.put("Positive/Thumbs.db", png);
    files.put("#recycle/old.png", png);
    files.put("@Recycle/old.png", png);
    files.put("$RECYCLE.BIN/S-1-5/old.png", png);
    files.put("lost+found/1.png", png);
    files.put("trashbox/1.png", png);
    files.put("__MACOSX/Positive/._a.png", png);
    files.put("__MACOSX/Positive/._b.png", png);
    files.put(".DS_Store", png);

    for (Path source : sources(files)) {
      try (ImageSources images = ImageSources.open(source)) {
        assertThat(entries(images)).as(source.toString()).containsExactly("Positive/a.png");
        assertThat(images.ignored()).isZero();
        assertThat(images.leftovers()).as(source.toString()).isEqualTo(14);
      }
    }
  }

  @Test
  void aFolderOfLeftoversThatNobodyMayReadIsPassedOver() throws IOException {
    Path lost = Files.createDirectory(folder.resolve("lost+found"));
    Files.write(folder.resolve("a.png"), encoded("png"));
    assumeTrue(lost.toFile().setReadable(false));

    try (ImageSources images = ImageSources.open(folder)) {
      assertThat(images.size()).isEqualTo(1);
    } finally {
      assertThat(lost.toFile().setReadable(true)).isTrue();
    }
  }

  @Test
  void aFileWithoutANameOfAKindThatNobodyMayReadIsIgnored() throws IOException {
    Path file = Files.write(folder.resolve("secret"), encoded("png"));
    Files.write(folder.resolve("a.png"), encoded("png"));
    assumeTrue(file.toFile().setReadable(false));

    try (ImageSources images = ImageSources.open(folder)) {
      assertThat(images.size() + images.ignored()).isEqualTo(2); // root may read it
    }
  }

  @Test
  void aLoopOfLinksIsNamed() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("a/b"));
    Files.write(deep.resolve("x.png"), encoded("png"));
    Path link = deep.resolve("back");
    Files.createSymbolicLink(link, folder.resolve("a"));

    assertThatThrownBy(() -> ImageSources.open(folder))
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(
            "loop of links: expected folders that end, found a link to a folder that holds it (%s)"
                .formatted(link));
  }

  @Test
  void anEntryThatIsGivenAsASourceIsToldFromAMissingFile() throws IOException {
    Path zip = ToyArchive.zip(folder.resolve("a.zip"), "train/x.png");

    for (String entry : List.of("!train\\x.png", "!train/x.png")) {
      assertThatThrownBy(() -> ImageSources.open(Path.of(zip + entry)))
          .isInstanceOf(MalformedDatasetException.class)
          .hasMessage(
              "no such file or folder: expected a zip archive, an image or a folder, found nothing;"
                  + " %s is an archive, whose entries are named in manifests only (%s)"
                      .formatted(zip, zip + entry));
    }
  }
}
