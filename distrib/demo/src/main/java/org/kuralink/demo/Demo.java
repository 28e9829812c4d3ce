/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;

/** Plays the demo: {@code ./kuralink demo}. */
public final class Demo {

  private static final int FAILED = 1;
  private static final int USAGE_ERROR = 2;

  private static final long POLL_MILLIS = 200;

  private Demo() {}

  /**
   * Plays the demo and exits with 0, with 1 if a step failed, or with 2 for a wrong command line.
   */
  public static void main(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    if (words.contains("--help")) {
      System.out.println(DemoOptions.HELP);
      return;
    }
    System.exit(run(words));
  }

  /** Returns the exit code: 2 for a wrong command line, before any program starts. */
  static int run(List<String> words) {
    DemoOptions options;
    try {
      options = DemoOptions.parse(words);
    } catch (StoryException e) {
      System.err.println(e.getMessage());
      return USAGE_ERROR;
    }
    try (Workplace workplace = Workplace.take(options.work())) {
      play(options, workplace);
      return 0;
    } catch (StoryException e) {
      System.err.println(e.getMessage());
    } catch (IOException e) {
      System.err.println("the demo stopped: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return FAILED;
  }

  private static void play(DemoOptions options, Workplace workplace)
      throws StoryException, IOException, InterruptedException {
    try (Programs programs = new Programs(options, workplace)) {
      Thread end = new Thread(programs::close, "kuralink-demo-end");
      Runtime.getRuntime().addShutdownHook(end);
      Story.RunningPrograms running = new Story(programs, System.out).play();
      if (options.once()) {
        System.out.println();
        System.out.println("All steps succeeded.");
      } else {
        System.out.println();
        System.out.println(
            "Type \"off modbus\" and \"on modbus\" to switch the Modbus slaves, \"help\" for more commands.");
        System.out.println("Ctrl-C stops all programs. The log of the gateway follows:");
        running.gateway().listen(System.out::println);
        running.field().listen(line -> System.out.println("field: " + line));
        do {
          passOn(running.field());
        } while (!running.gateway().awaitEnd(POLL_MILLIS));
      }
    }
  }

  /**
   * Passes on the available input without a blocking read, which would stop a background process.
   */
  private static void passOn(Child field) throws IOException {
    int typed = System.in.available();
    if (typed > 0) {
      field.type(new String(System.in.readNBytes(typed), Charset.defaultCharset()));
    }
  }
}
