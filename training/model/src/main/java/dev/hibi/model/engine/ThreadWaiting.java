package dev.hibi.model.engine;

import com.sun.jna.NativeLibrary;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How PyTorch's threads wait for each other on a CPU. Those of GNU OpenMP spin for milliseconds by
 * default, which takes the cores from whom they wait for as soon as anything else runs on the
 * machine: a photograph then takes some thirty times as long. If they sleep at once, each layer of
 * a single photograph waits until they are awake again: it takes 1.4 times as long. So they spin
 * for some microseconds, from one layer to the next, and then sleep.
 *
 * <p>OpenMP reads the variable once, when its library is loaded; so it is set before that, in the
 * process's own environment, which {@link System#getenv} does not show.
 */
final class ThreadWaiting {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadWaiting.class);

  private static final String SPINS = "GOMP_SPINCOUNT";
  private static final String COUNT = "3000"; // each some tens of cycles

  private ThreadWaiting() {}

  /**
   * Lets threads sleep when they have waited for a little, where the user has said nothing else.
   *
   * @param environment the user's
   * @param os name of the operating system; nothing is done but on Linux
   * @return what was done, for people
   */
  static String letThreadsSleepSoon(Map<String, String> environment, String os) {
    String done;
    if (environment.containsKey(SPINS) || environment.containsKey("OMP_WAIT_POLICY")) {
      done = "OpenMP's threads wait as the environment says";
    } else if (!os.toLowerCase(Locale.ROOT).startsWith("linux")) {
      done = "OpenMP's threads wait as they do on " + os;
    } else {
      done = setCount();
    }
    LOG.debug("{}", done);
    return done;
  }

  private static String setCount() {
    try {
      // setenv does not overwrite, and copies the environment before it adds to it.
      Object[] arguments = {SPINS, COUNT, 0};
      int code = NativeLibrary.getProcess().getFunction("setenv").invokeInt(arguments);
      return code == 0
          ? SPINS + "=" + COUNT + " is set: OpenMP's threads that wait soon sleep"
          : SPINS + " cannot be set: setenv gave " + code;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return SPINS + " cannot be set: " + e.getMessage();
    }
  }
}
