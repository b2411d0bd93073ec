package dev.hibi.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.transfer.FaultyLink.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class DownloadsTest {
  private static final byte[] LARGE = TransferBench.bytes(34 * TransferBench.MIB + 17);
  private static final byte[] SMALL = TransferBench.bytes(1000);

  @TempDir private Path folder;
  private TransferBench bench;
  private Path target;

  @BeforeEach
  void start() throws Exception {
    bench = new TransferBench(folder);
    target = folder.resolve("target");
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
  }

  private Downloads downloads() {
    return Downloads.builder(bench.client()).build();
  }

  @Test
  void filesOfDataArriveByteForByte() throws Exception {
    bench.platform().add(3, "large.bin", LARGE);
    bench.platform().add(3, "橋 1.png", SMALL);

    List<Path> files = downloads().data(3, target);

    assertThat(files).containsExactly(target.resolve("large.bin"), target.resolve("橋 1.png"));
    assertThat(files.get(0)).hasBinaryContent(LARGE);
    assertThat(files.get(1)).hasBinaryContent(SMALL);
    assertThat(names(target)).containsExactly("large.bin", "橋 1.png");
    assertThat(bench.link().heads()).hasSize(4).noneMatch(head -> head.contains("Authorization"));
  }

  @ParameterizedTest
  @CsvSource({
    "CUT_ANSWER, 100000",
    "CUT_ANSWER, 0",
    "CUT_ANSWER, -1",
    "STATUS, 500",
    "STATUS, 503",
    "HANG_UP, 500"
  })
  void whatMayPassIsTriedAgain(Fault fault, int number) throws Exception {
    bench.platform().add(3, "large.bin", LARGE);
    bench.link().fault("GET .*large", fault, number, 3);

    List<Path> files = downloads().data(3, target);

    assertThat(files.get(0)).hasBinaryContent(LARGE);
  }

  @Test
  void aLinkThatAlwaysBreaksButBringsSomethingIsNotGivenUp() throws Exception {
    byte[] content = TransferBench.bytes(TransferBench.MIB);
    bench.platform().add(3, "a.bin", content);
    bench.link().fault("GET .*a.bin", Fault.CUT_ANSWER, 50_000, 20);

    List<Path> files = downloads().data(3, target);

    assertThat(files.get(0)).hasBinaryContent(content);
    assertThat(bench.link().heads()).hasSizeGreaterThan(20);
  }

  @Test
  void aLinkThatBringsNothingIsGivenUpAndNothingIsLeft() throws Exception {
    bench.platform().add(3, "a.bin", SMALL);
    bench.link().fault("GET .*a.bin", Fault.STATUS, 500, 4);

    assertThatThrownBy(() -> downloads().data(3, target))
        .isInstanceOf(KamonohashiException.Storage.class)
        .hasMessage(
            "storage trouble: expected success, found status 500 Planted "
                + "(GET http://127.0.0.1:%d/platypus/Data/a.bin-3)",
            bench.link().port());
    assertThat(names(target)).isEmpty();
  }

  @Test
  void aStorageThatSaysNothingIsAskedAgain() throws Exception {
    bench.platform().add(3, "a.bin", SMALL);
    bench.link().fault("GET .*a.bin", Fault.STALL, 0, 1);
    KamonohashiClient client = bench.platform().client().timeout(Duration.ofMillis(500)).build();

    List<Path> files = Downloads.builder(client).build().data(3, target);

    assertThat(files.get(0)).hasBinaryContent(SMALL);
  }

  @Test
  void anAddressThatIsOverIsExchanged() throws Exception {
    bench.platform().add(3, "large.bin", LARGE);
    bench.platform().expire(1);

    List<Path> files = downloads().data(3, target);

    assertThat(files.get(0)).hasBinaryContent(LARGE);
    assertThat(bench.platform().requests())
        .containsExactly("GET /data/3/files", "GET /data/3/files/large.bin");
  }

  @Test
  void aDownloadThatHasFailedGoesOnWhereItWas() throws Exception {
    bench.platform().add(3, "large.bin", LARGE);
    Downloads one = Downloads.builder(bench.client()).connections(1).build();
    bench.link().fault("GET .*large", Fault.NONE, 0, 2);
    bench.link().fault("GET .*large", Fault.STATUS, 500, 4);
    assertThatThrownBy(() -> one.data(3, target)).isInstanceOf(KamonohashiException.class);
    assertThat(names(target)).containsExactly(".large.bin.hibi-part", ".large.bin.hibi-part.json");
    bench.link().heads().clear();

    List<Path> files = one.data(3, target);

    assertThat(files.get(0)).hasBinaryContent(LARGE);
    assertThat(names(target)).containsExactly("large.bin");
    assertThat(ranges()).containsExactly("bytes=0-0", "bytes=33554432-35651600");
  }

  @Test
  void aDownloadWhoseProcessWasKilledGoesOnInAnother() throws Exception {
    bench.platform().add(3, "large.bin", LARGE);
    bench.link().slow(25L * TransferBench.MIB);
    Process process = TransferProcess.start(bench.platform(), "download", "3", target.toString());
    TransferProcess.awaitLines(target.resolve(".large.bin.hibi-part.json"), 2);
    process.destroyForcibly().waitFor();
    assertThat(target.resolve("large.bin")).doesNotExist();
    bench.link().slow(Long.MAX_VALUE);
    bench.link().awaitQuiet();
    bench.link().heads().clear();

    List<Path> files = downloads().data(3, target);

    assertThat(files.get(0)).hasBinaryContent(LARGE);
    assertThat(ranges()).doesNotContain("bytes=0-16777215");
  }

  @Test
  void aListOfPartsThatIsDamagedOrOfAnotherFileDoesNotCount() throws Exception {
    bench.platform().add(3, "a.bin", SMALL);
    bench.platform().add(3, "b.bin", SMALL);
    Files.createDirectory(target);
    Files.writeString(target.resolve(".a.bin.hibi-part.json"), "damaged\n");
    Files.writeString(
        target.resolve(".b.bin.hibi-part.json"),
        "{\"version\":1,\"size\":1000,\"tag\":\"other\",\"partSize\":16777216}\n{\"part\":0}\n");

    List<Path> files = downloads().data(3, target);

    assertThat(files.get(0)).hasBinaryContent(SMALL);
    assertThat(files.get(1)).hasBinaryContent(SMALL);
    assertThat(names(target)).containsExactly("a.bin", "b.bin");
  }

  @Test
  void aFileIsFetchedByOneDownloadAtATime() throws Exception {
    bench.platform().add(3, "a.bin", SMALL);
    Path file = Files.createDirectory(target).resolve("a.bin");

    try (PartialFile other = PartialFile.open(file)) {
      assertThat(other.isResumable()).isFalse();
      assertThatThrownBy(() -> downloads().data(3, target))
          .isInstanceOf(IOException.class)
          .hasMessage("file in use: expected no other download of it, found one (%s)", file);
    }
  }

  @Test
  void whatIsThereIsNotFetchedAgain() throws Exception {
    bench.platform().add(3, "large.bin", LARGE);
    downloads().data(3, target);
    bench.link().heads().clear();

    assertThat(downloads().data(3, target).get(0)).hasBinaryContent(LARGE);

    assertThat(ranges()).containsExactly("bytes=0-0");
  }

  @Test
  void aFileOfTheSameNameIsReplaced() throws Exception {
    bench.platform().add(3, "a.bin", SMALL);
    Files.createDirectory(target);
    Files.write(target.resolve("a.bin"), new byte[1000]);

    assertThat(downloads().data(3, target).get(0)).hasBinaryContent(SMALL);
  }

  @Test
  void aFileThatChangesMeanwhileIsFetchedAgain() throws Exception {
    bench.platform().add(3, "large.bin", LARGE);
    byte[] other = TransferBench.bytes(35 * TransferBench.MIB);
    TransferListener change =
        new TransferListener() {
          private boolean changed;

          @Override
          public void onProgress(TransferListener.Progress progress) {
            if (!changed && progress.fileBytes() >= 1) {
              changed = true;
              bench.replace(3, "large.bin", other);
            }
          }
        };
    bench.link().slow(50L * TransferBench.MIB);

    List<Path> files =
        Downloads.builder(bench.client()).connections(2).listener(change).build().data(3, target);

    assertThat(files.get(0)).hasBinaryContent(other);
    assertThat(names(target)).containsExactly("large.bin");
  }

  @Test
  void emptyFilesAreFetched() throws Exception {
    bench.platform().add(3, "empty", new byte[0]);

    assertThat(downloads().data(3, target).get(0)).isEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../out", "..", "a/b", "/etc/passwd", "a\\b", ".", "", "a\0b"})
  void aNameThatLeadsOutOfTheFolderCostsItsFileAlone(String name) throws Exception {
    bench.platform().add(3, "good", SMALL);
    bench.platform().filesOf(3).put(name, "good-3");

    assertThatThrownBy(() -> downloads().data(3, target))
        .isInstanceOfSatisfying(
            RefusedNames.class,
            e -> {
              assertThat(e.names()).containsExactly("'" + name + "' (data 3)");
              assertThat(e.fetched()).containsExactly(target.resolve("good"));
            })
        .hasMessage(
            "bad file names: expected ones within their folder, found '%s' (data 3);"
                + " of the others 1 is there",
            name);
    assertThat(names(target)).containsExactly("good");
    assertThat(target.resolve("good")).hasBinaryContent(SMALL);
  }

  @Test
  void aDataSetIsLaidOutAsInAContainer() throws Exception {
    bench.platform().add(3, "a.png", SMALL);
    bench.platform().add(4, "a.png", LARGE);
    bench
        .platform()
        .answer(
            "GET /datasets/7/files",
            "{\"id\":7,\"entries\":[{\"type\":\"training\",\"files\":[%s]},"
                    .formatted(bench.platform().file(3, "a.png"))
                + "{\"type\":\"testing\",\"files\":[%s]},{\"type\":\"validation\",\"files\":[]}]}"
                    .formatted(bench.platform().file(4, "a.png")));

    List<Path> files = downloads().dataSet(7, target);

    assertThat(files)
        .containsExactly(target.resolve("testing/4/a.png"), target.resolve("training/3/a.png"));
    assertThat(files.get(0)).hasBinaryContent(LARGE);
    assertThat(files.get(1)).hasBinaryContent(SMALL);
  }

  @Test
  void aFlatDataSetHasNoTypes() throws Exception {
    bench.platform().add(3, "a.png", SMALL);
    bench
        .platform()
        .answer(
            "GET /datasets/7/files",
            "{\"id\":7,\"isFlat\":true,\"flatEntries\":[%s]}"
                .formatted(bench.platform().file(3, "a.png")));

    assertThat(downloads().dataSet(7, target)).containsExactly(target.resolve("3/a.png"));
  }

  @Test
  void typesThatLeadOutOfTheFolderAreRefused() {
    bench
        .platform()
        .answer("GET /datasets/7/files", "{\"entries\":[{\"type\":\"../..\",\"files\":[]}]}");

    assertThatThrownBy(() -> downloads().dataSet(7, target))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad file names: expected ones within their folder, found '../..' (data set 7);"
                + " of the others 0 are there");
  }

  @Test
  void outputsAreFetchedWithTheirFolders() throws Exception {
    listOutputs();

    List<Path> files = downloads().outputs(9, "/", target);

    assertThat(files).containsExactly(target.resolve("log.txt"), target.resolve("run/model.pt"));
    assertThat(files.get(0)).hasBinaryContent(SMALL);
    assertThat(files.get(1)).hasBinaryContent(LARGE);
  }

  @Test
  void oneOutputIsFetched() throws Exception {
    listOutputs();
    Path model = folder.resolve("model.pt");

    assertThat(downloads().outputFile(9, "/run/model.pt", model)).hasBinaryContent(LARGE);
    assertThatThrownBy(() -> downloads().outputFile(9, "/run/other.pt", model))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "not found: expected a file 'other.pt', found none (output /run of training 9)");
  }

  private void listOutputs() throws IOException {
    bench.platform().add(3, "log", SMALL);
    bench.platform().add(3, "model", LARGE);
    String entry = "{\"fileName\":\"%s\",\"url\":\"%s\",\"size\":%d}";
    String log = entry.formatted("log.txt", bench.platform().address("Data/log-3"), 1000);
    String model =
        entry.formatted("model.pt", bench.platform().address("Data/model-3"), LARGE.length);
    bench
        .platform()
        .answer(
            "GET /training/9/container-files/",
            "{\"dirs\":[{\"dirPath\":\"x/run\",\"dirName\":\"run\"}],\"files\":[%s]}"
                .formatted(log));
    bench
        .platform()
        .answer(
            "GET /training/9/container-files/run", "{\"dirs\":[],\"files\":[%s]}".formatted(model));
  }

  @Test
  void aFolderThatIsTooLargeToListIsRefused() {
    String file = "{\"fileName\":\"f%d\",\"url\":\"\",\"size\":1}";
    List<String> files = Stream.iterate(0, i -> i + 1).limit(10_000).map(file::formatted).toList();
    bench
        .platform()
        .answer("GET /training/9/container-files/", "{\"files\":" + files + ",\"exceeded\":true}");

    assertThatThrownBy(() -> downloads().outputs(9, "/", target))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "too many files: expected fewer than 10000, found more (output / of training 9)");
  }

  @Test
  void aStorageThatThePlatformCannotReachIsNoEmptyFolder() {
    bench.platform().answer("GET /training/9/container-files/", "");

    assertThatThrownBy(() -> downloads().outputs(9, "/", target))
        .isInstanceOf(KamonohashiException.Transport.class)
        .hasMessage(
            "no answer: expected one, found an empty one "
                + "(GET /api/v2/training/9/container-files)");
  }

  @Test
  void anAttachedFileIsFetched() throws Exception {
    bench.platform().add(3, "log", SMALL);
    bench
        .platform()
        .answer(
            "GET /training/9/files",
            "[{\"id\":9,\"fileId\":-2,\"fileName\":\"log.log\",\"url\":\"%s\",\"isLocked\":true}]"
                .formatted(bench.platform().address("Data/log-3")));

    assertThat(downloads().attached(9, "log.log", target)).hasBinaryContent(SMALL);
    assertThatThrownBy(() -> downloads().attached(9, "zip", target))
        .isInstanceOf(IOException.class)
        .hasMessage("not found: expected a file 'zip', found none (training 9)");
  }

  @Test
  void progressIsTold() throws Exception {
    List<TransferListener.Progress> told = new CopyOnWriteArrayList<>();
    bench.platform().add(3, "large.bin", LARGE);
    bench.platform().add(3, "small.bin", SMALL);
    bench.link().fault("GET .*large", Fault.CUT_ANSWER, 100_000, 2);

    Downloads.builder(bench.client()).listener(told::add).build().data(3, target);

    long total = (long) LARGE.length + SMALL.length;
    assertThat(told.get(told.size() - 1))
        .extracting(
            TransferListener.Progress::bytes,
            TransferListener.Progress::total,
            TransferListener.Progress::filesDone)
        .containsExactly(total, total, 2);
  }

  private List<String> ranges() {
    return bench.link().heads().stream()
        .map(head -> head.replaceAll("(?s).*\r\nRange: ([^\r]*).*", "$1"))
        .toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
