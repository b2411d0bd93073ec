package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class ThreadWaitingTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void threadsSleepWhereNobodySaysOtherwise() {
    assertThat(ThreadWaiting.letThreadsSleep(Map.of(), "Linux"))
        .isEqualTo("OMP_WAIT_POLICY=passive is set: OpenMP's threads sleep while they wait");
    String set =
        NativeLibrary.getProcess()
            .getFunction("getenv")
            .invokeString(new Object[] {"OMP_WAIT_POLICY"}, false);
    assertThat(set).isEqualTo(System.getenv().getOrDefault("OMP_WAIT_POLICY", "passive"));
  }

  @Test
  void whatTheUserSaysStays() {
    assertThat(ThreadWaiting.letThreadsSleep(Map.of("OMP_WAIT_POLICY", "active"), "Linux"))
        .isEqualTo("OpenMP's threads wait as the environment says");
    assertThat(ThreadWaiting.letThreadsSleep(Map.of("GOMP_SPINCOUNT", "1000"), "Linux"))
        .isEqualTo("OpenMP's threads wait as the environment says");
  }

  @Test
  void otherSystemsAreLeftAsTheyAre() {
    assertThat(ThreadWaiting.letThreadsSleep(Map.of(), "Mac OS X"))
        .isEqualTo("OpenMP's threads wait as they do on Mac OS X");
  }
}
