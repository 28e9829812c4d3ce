/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleLinesTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final ConsoleLines lines =
      new ConsoleLines(
          new PrintStream(written, true, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  private final PrintStream out = new PrintStream(lines, true, StandardCharsets.UTF_8);
  private final List<String> taken = new ArrayList<>();

  private String written() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void passesLinesToTheConsumerOrPrintsThem() {
    out.print("一 before\n");
    Runnable end = lines.apply(taken::add);
    out.print("half");
    out.print(" a line 二\r\nanother\n\nleft");
    assertEquals(List.of("half a line 二", "another", ""), taken);
    end.run();
    out.print(" over\n");
    assertEquals("一 before\nleft over\n", written());
    assertEquals(3, taken.size());
  }

  @Test
  void endOfAFormerConsumerDoesNotAffectTheNext() {
    Runnable former = lines.apply(line -> taken.add("former " + line));
    lines.apply(taken::add);
    former.run();
    out.print("a line\n");
    assertEquals(List.of("a line"), taken);
  }

  @Test
  void splitsALongLine() {
    lines.apply(taken::add);
    out.print("x".repeat(40_000));
    assertEquals(2, taken.size());
    assertEquals(16 * 1024, taken.get(0).length());
  }
}
