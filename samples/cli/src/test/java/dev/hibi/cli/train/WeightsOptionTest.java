package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.cli.Answer;
import dev.hibi.model.Backbone;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class WeightsOptionTest {
  @TempDir Path directory;

  private final StringWriter told = new StringWriter();

  @Test
  void aFileIsTakenAsItIsAndNoneIsNone() throws IOException {
    assertThat(parsed(Map.of()).file(Backbone.RESNET18, new PrintWriter(told))).isEmpty();
    assertThat(
            parsed(Map.of(), "--weights", "./imagenet")
                .file(Backbone.RESNET18, new PrintWriter(told)))
        .contains(Path.of("./imagenet"));
    assertThat(told.toString()).isEmpty();
  }

  @Test
  void imagenetSaysWhatItFetchesAndOfflineWhatElseToDo() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String source = "http://localhost:" + port + "/mirror";
    WeightsOption option =
        parsed(
            Map.of("HIBI_CACHE", directory.toString(), "HIBI_WEIGHTS_URL", source),
            "--weights",
            "imagenet");

    assertThatThrownBy(() -> option.file(Backbone.RESNET18, new PrintWriter(told)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot fetch weights: expected %s/resnet18-f37072fd.pth, found no connection (fetch it"
                + " by other means as %s, or give a file of weights: --weights FILE)",
            source, directory.resolve("weights/resnet18-f37072fd.pth"));
    assertThat(told.toString())
        .isEqualToIgnoringNewLines("fetching " + source + "/resnet18-f37072fd.pth");
  }

  @Test
  void aBackboneWithoutPublishedWeightsIsToldBeforeAnythingIsRead() {
    Answer answer =
        Answer.of(
            "train",
            "--train=a.zip",
            "--test=b.zip",
            "--output=" + directory.resolve("run"),
            "--backbone=resnet50-v1",
            "--weights=imagenet");

    assertThat(answer.err())
        .startsWith(
            "hibi: no weights are published for resnet50-v1: expected one of resnet18, resnet34,"
                + " resnet50, resnet101, resnet152, or a file of weights (try 'hibi train --help')");
    assertThat(answer.code()).isEqualTo(2);
  }

  @Command
  private static final class Taking {
    @CommandLine.Mixin private WeightsOption weights;

    Taking(WeightsOption weights) {
      this.weights = weights;
    }
  }

  private static WeightsOption parsed(Map<String, String> environment, String... arguments) {
    Taking taking = new Taking(new WeightsOption(environment));
    new CommandLine(taking).parseArgs(arguments);
    return taking.weights;
  }
}
