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
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Runs another program and ends it when standard input ends: a program that the demo started never
 * outlives the demo, however that ends.
 */
public final class Leash {

  private Leash() {}

  /**
   * Starts the program.
   *
   * @param words its main class and its command line
   */
  public static void main(String[] words) throws ReflectiveOperationException {
    Thread thread = new Thread(Leash::readUntilEnd, "kuralink-leash");
    thread.setDaemon(true);
    thread.start();
    Class.forName(words[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(words, 1, words.length));
  }

  private static void readUntilEnd() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("standard input: " + e.getMessage());
    }
    System.exit(0);
  }
}
