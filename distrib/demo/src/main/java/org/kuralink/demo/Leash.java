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
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Arrays;

/**
 * Runs another program in its own JVM and exits when standard input ends. So a program that the
 * demo started always ends with the demo, even if the demo is killed.
 */
public final class Leash {

  private static final int SOME = 1024;

  private Leash() {}

  /**
   * Starts the program.
   *
   * @param words the main class of the program, followed by its arguments
   */
  public static void main(String[] words) throws ReflectiveOperationException, IOException {
    InputStream held = System.in;
    PipedOutputStream loose = new PipedOutputStream();
    System.setIn(new PipedInputStream(loose));
    Thread thread = new Thread(() -> passOnUntilEnd(held, loose), "kuralink-leash");
    thread.setDaemon(true);
    thread.start();
    Class.forName(words[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(words, 1, words.length));
  }

  private static void passOnUntilEnd(InputStream held, OutputStream loose) {
    try {
      byte[] some = new byte[SOME];
      for (int count = held.read(some); count >= 0; count = held.read(some)) {
        loose.write(some, 0, count);
        loose.flush();
      }
    } catch (IOException e) {
      System.err.println("standard input: " + e.getMessage());
    }
    System.exit(0);
  }
}
