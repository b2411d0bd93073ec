package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.DataApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The emulator as a program of its own. */
@Timeout(60)
final class KqiEmulatorTest {
  @TempDir Path directory;

  @Test
  void itAnswersUntilItIsInterruptedAndKeepsItsState() throws Exception {
    Process first = emulator();
    try {
      client(first).data().create(new DataApi.Create("kept", "", List.of()));
    } finally {
      first.destroy();
      assertThat(first.waitFor()).isNotZero(); // as of any program that a signal ends
    }

    Process second = emulator();
    try {
      assertThat(client(second).data().get(1).name()).isEqualTo("kept");
    } finally {
      second.destroy();
    }
  }

  @Test
  void whatIsNoPortOrNoUserIsRefused() {
    assertThat(Answer.of("kqi", "emulator", "--port=65536").err())
        .isEqualTo(
            "hibi: bad port: expected 0 to 65535, found 65536 (try 'hibi kqi emulator --help')%n"
                .formatted());
    Answer answer = Answer.of("kqi", "emulator", "--user=inspector");
    assertThat(answer.err())
        .isEqualTo(
            "hibi: bad user: expected NAME:PASSWORD, found no name or no colon (try 'hibi kqi"
                + " emulator --help')%n".formatted());
    assertThat(answer.code()).isEqualTo(2);
  }

  private KamonohashiClient client(Process emulator) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(emulator.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    assertThat(line)
        .matches("emulated platform at http://127\\.0\\.0\\.1:\\d+, state in .*")
        .endsWith(directory.resolve("state").toString());
    URI server = URI.create(line.replaceAll(".* at (.*), state in .*", "$1"));
    return KamonohashiClient.builder(server).login("inspector", "b:c").build();
  }

  private Process emulator() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.hibi.cli.Hibi",
            "kqi",
            "emulator",
            "--port=0",
            "--user=inspector:b:c",
            "--state=" + directory.resolve("state"))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
