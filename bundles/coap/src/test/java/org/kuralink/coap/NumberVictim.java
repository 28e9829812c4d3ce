/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;

/** A program that uses sequence numbers until it is killed. */
final class NumberVictim {

  private NumberVictim() {}

  /** With the file that remembers them. */
  public static void main(String[] file) throws Exception {
    CoapStateFile memory = new CoapStateFile(Path.of(file[0]), Clock.systemUTC(), Runnable::run);
    PrintStream out = System.out;
    while (!out.checkError()) {
      out.println(memory.number());
    }
  }
}
