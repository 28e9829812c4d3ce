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
  private static final int NOT_UNDERSTOOD = 2;

  private static final long LOOK_MILLIS = 200;

  private Demo() {}

  /** Plays the story; ends with 0, with 1 if a step of it did not happen, or as {@link #run}. */
  public static void main(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    if (words.contains("--help")) {
      System.out.println(DemoOptions.HELP);
      return;
    }
    System.exit(run(words));
  }

  /** The exit code: 2 for a command line that is not understood, before anything is started. */
  static int run(List<String> words) {
    DemoOptions options;
    try {
      options = DemoOptions.parse(words);
    } catch (StoryException e) {
      System.err.println(e.getMessage());
      return NOT_UNDERSTOOD;
    }
    try (Workplace workplace = Workplace.take(options.work())) {
      play(options, workplace);
      return 0;
    } catch (StoryException e) {
      System.err.println(e.getMessage());
    } catch (IOException e) {
      System.err.println("the demo failed: " + e);
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
      Story.Cast cast = new Story(programs, System.out).play();
      if (options.once()) {
        System.out.println();
        System.out.println("The story is over; everything happened.");
      } else {
        System.out.println();
        System.out.println(
            "Typed here, \"off modbus\" and \"on modbus\" switch the slaves in the field; \"help\" tells more.");
        System.out.println("Ctrl-C ends everything. From here on, the gateway speaks for itself:");
        cast.gateway().listen(System.out::println);
        cast.field().listen(line -> System.out.println("field: " + line));
        do {
          passOn(cast.field());
        } while (!cast.gateway().awaitEnd(LOOK_MILLIS));
      }
    }
  }

  /** What is there already: who only reads would be stopped in the background of a shell. */
  private static void passOn(Child field) throws IOException {
    int typed = System.in.available();
    if (typed > 0) {
      field.type(new String(System.in.readNBytes(typed), Charset.defaultCharset()));
    }
  }
}
