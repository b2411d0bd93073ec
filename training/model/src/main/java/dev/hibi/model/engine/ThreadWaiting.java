package dev.hibi.model.engine;

import com.sun.jna.NativeLibrary;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How PyTorch's threads wait for each other on a CPU. Those of GNU OpenMP spin by default, which
 * takes the cores from whom they wait for as soon as anything else runs on the machine: a
 * photograph then takes some thirty times as long. With {@code OMP_WAIT_POLICY=passive} they sleep.
 *
 * <p>OpenMP reads the variable once, when its library is loaded; so it is set before that, in the
 * process's own environment, which {@link System#getenv} does not show.
 */
final class ThreadWaiting {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadWaiting.class);

  private static final String POLICY = "OMP_WAIT_POLICY";

  private ThreadWaiting() {}

  /**
   * Lets threads sleep while they wait, where the user has said nothing else.
   *
   * @param environment the user's
   * @param os name of the operating system; nothing is done but on Linux
   * @return what was done, for people
   */
  static String letThreadsSleep(Map<String, String> environment, String os) {
    String done;
    if (environment.containsKey(POLICY) || environment.containsKey("GOMP_SPINCOUNT")) {
      done = "OpenMP's threads wait as the environment says";
    } else if (!os.toLowerCase(Locale.ROOT).startsWith("linux")) {
      done = "OpenMP's threads wait as they do on " + os;
    } else {
      done = setPassive();
    }
    LOG.debug("{}", done);
    return done;
  }

  private static String setPassive() {
    try {
      // setenv does not overwrite, and copies the environment before it adds to it.
      Object[] arguments = {POLICY, "passive", 0};
      int code = NativeLibrary.getProcess().getFunction("setenv").invokeInt(arguments);
      return code == 0
          ? POLICY + "=passive is set: OpenMP's threads sleep while they wait"
          : POLICY + " cannot be set: setenv gave " + code;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return POLICY + " cannot be set: " + e.getMessage();
    }
  }
}
