package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.ScriptedServer;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.GitCommit;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class TrainingRequestTest {

  private static TrainingRequest.Builder builder() {
    return TrainingRequest.builder("cracks")
        .image("library/eclipse-temurin", "17-jre")
        .dataSet(3)
        .repository("inspection", "cracks")
        .entryPoint("./hibi train --kqi")
        .submissionId("s-1");
  }

  private static Arguments bad(UnaryOperator<TrainingRequest.Builder> change, String message) {
    return Arguments.of(change, message);
  }

  static List<Arguments> mistakes() {
    return List.of(
        bad(b -> b.entryPoint(" "), "bad entry point: expected a command, found none"),
        bad(b -> b.cpu(0), "bad number of CPU cores: expected at least 1, found 0"),
        bad(b -> b.memoryGb(0), "bad memory in GB: expected at least 1, found 0"),
        bad(b -> b.gpu(-1), "bad number of GPUs: expected at least 0, found -1"),
        bad(b -> b.port(70000), "bad port: expected 1 to 65535, found 70000"),
        bad(
            b -> b.option("1x", ""),
            "bad option: expected a name matching [-._a-zA-Z][-._a-zA-Z0-9]*, found 1x"),
        bad(
            b -> b.option("KQI_TOKEN", "x"),
            "bad option: expected a name that the platform does not set itself, found KQI_TOKEN"),
        bad(
            b -> b.tags(List.of("a,b")),
            "bad tag: expected a text without commas or a leading !=<>, found a,b"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreFoundBeforeAnythingIsSent(
      UnaryOperator<TrainingRequest.Builder> change, String message) {
    assertThatThrownBy(() -> change.apply(builder()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message + " (training request)");
  }

  @Test
  void whatIsRequiredIsMissed() {
    assertThatThrownBy(() -> TrainingRequest.builder("x").build())
        .hasMessage("bad image: expected one, found none (training request)");
    assertThatThrownBy(() -> TrainingRequest.builder("x").branch("main"))
        .hasMessage("no repository: expected one before the branch");
  }

  @Test
  void isSentWithItsSubmissionIdAndWithoutWhatIsNotSet() {
    try (ScriptedServer server = new ScriptedServer()) {
      server.answer(201, "{\"id\":7}");

      TrainingRequest request = builder().option("LR", "0.1").branch("main").build();
      server.client().build().training().run(request.create());

      assertThat(server.requests().get(0).body())
          .isEqualTo(
              "{\"name\":\"cracks\",\"containerImage\":{\"image\":\"library/eclipse-temurin\","
                  + "\"tag\":\"17-jre\"},\"dataSetId\":3,\"parentIds\":[],\"gitModel\":"
                  + "{\"repository\":\"cracks\",\"owner\":\"inspection\",\"branch\":\"main\"},"
                  + "\"entryPoint\":\"./hibi train --kqi\",\"options\":{\"LR\":\"0.1\","
                  + "\"HIBI_SUBMISSION_ID\":\"s-1\"},\"cpu\":1,\"memory\":1,\"gpu\":0,\"ports\":[],"
                  + "\"memo\":\"\",\"tags\":[],\"zip\":false,\"localDataSet\":false}");
    }
  }

  @Test
  void aCopyHasAllButTheIdentity() {
    try (ScriptedServer server = new ScriptedServer()) {
      server.answer(
          200,
          "{\"id\":5,\"name\":\"cracks\",\"dataSet\":{\"id\":3,\"name\":\"d\"},"
              + "\"entryPoint\":\"./hibi train --kqi\",\"cpu\":2,\"memory\":8,\"gpu\":1,"
              + "\"options\":[{\"key\":\"LR\",\"value\":\"0.1\"},"
              + "{\"key\":\"HIBI_SUBMISSION_ID\",\"value\":\"old\"}],"
              + "\"containerImage\":{\"registryId\":2,\"image\":\"i\",\"tag\":\"t\",\"url\":\"u\"},"
              + "\"gitModel\":{\"gitId\":1,\"repository\":\"r\",\"owner\":\"o\",\"branch\":\"b\","
              + "\"commitId\":\"c0ffee\",\"url\":\"u\"},\"parents\":[{\"id\":4}],"
              + "\"partition\":\"fast\",\"ports\":[8080],\"memo\":\"m\",\"tags\":[\"x\"],"
              + "\"zip\":true}");

      TrainingRequest copy = TrainingRequest.copyOf(server.client().build(), 5).build();

      TrainingRequest same =
          TrainingRequest.builder("cracks")
              .image(Container.Image.of("i", "t").registry(2))
              .dataSet(3)
              .source(GitCommit.of("o", "r").git(1).branch("b").commit("c0ffee"))
              .entryPoint("./hibi train --kqi")
              .cpu(2)
              .memoryGb(8)
              .gpu(1)
              .option("LR", "0.1")
              .parent(4)
              .partition("fast")
              .port(8080)
              .memo("m")
              .tags(List.of("x"))
              .zip(true)
              .submissionId(copy.submissionId())
              .build();
      assertThat(copy.create()).isEqualTo(same.create());
      assertThat(copy.submissionId()).isNotEqualTo("old");
    }
  }
}
