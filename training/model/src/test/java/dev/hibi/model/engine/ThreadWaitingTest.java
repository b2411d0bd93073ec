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
  void threadsSoonSleepWhereNobodySaysOtherwise() {
    assertThat(ThreadWaiting.letThreadsSleepSoon(Map.of(), "Linux"))
        .isEqualTo("GOMP_SPINCOUNT=3000 is set: OpenMP's threads that wait soon sleep");
    String set =
        NativeLibrary.getProcess()
            .getFunction("getenv")
            .invokeString(new Object[] {"GOMP_SPINCOUNT"}, false);
    assertThat(set).isEqualTo(System.getenv().getOrDefault("GOMP_SPINCOUNT", "3000"));
  }

  @Test
  void whatTheUserSaysStays() {
    assertThat(ThreadWaiting.letThreadsSleepSoon(Map.of("OMP_WAIT_POLICY", "active"), "Linux"))
        .isEqualTo("OpenMP's threads wait as the environment says");
    assertThat(ThreadWaiting.letThreadsSleepSoon(Map.of("GOMP_SPINCOUNT", "1000"), "Linux"))
        .isEqualTo("OpenMP's threads wait as the environment says");
  }

  @Test
  void otherSystemsAreLeftAsTheyAre() {
    assertThat(ThreadWaiting.letThreadsSleepSoon(Map.of(), "Mac OS X"))
        .isEqualTo("OpenMP's threads wait as they do on Mac OS X");
  }
}
