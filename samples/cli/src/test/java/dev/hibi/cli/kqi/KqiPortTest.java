package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A port that somebody else has. */
@Timeout(60)
final class KqiPortTest {
  @Test
  void aPortThatIsInUseIsToldWithItsNumber(@TempDir Path folder) throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Answer answer =
          Answer.of(
              "kqi",
              "emulator",
              "--port=" + other.getLocalPort(),
              "--user=a:b",
              "--state=" + folder.resolve("state"));

      assertThat(answer.err())
          .isEqualTo(
              "hibi: port in use: expected one that is free, found %d in use%n"
                  .formatted(other.getLocalPort()));
      assertThat(answer.code()).isEqualTo(1);
    }
  }
}
