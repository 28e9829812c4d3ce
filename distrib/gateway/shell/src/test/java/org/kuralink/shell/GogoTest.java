/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests commands executed by Gogo from a terminal, a pipe or another program. */
class GogoTest {

  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";

  @TempDir private Path directory;
  private final ThreadIOImpl threadIo = new ThreadIOImpl();
  private final CommandProcessorImpl processor = new CommandProcessorImpl(threadIo);
  private final Example example = new Example();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void start() {
    threadIo.start();
    for (String command : List.of("post", "fail", "rest", "words", "print")) {
      processor.addCommand("alink", example, command);
    }
  }

  @AfterEach
  void stop() {
    threadIo.stop();
  }

  @Test
  void ofAnotherProgramWordsAreTakenAsTheyAre() {
    String[] words = {"a=$x", "*", "'\"\\", "中文 | fail", "", "(1+1)", "<(fail)", "~"};
    assertEquals(0, remote("post", words));
    assertEquals(List.of(words), example.posted);
    assertEquals("posted 8\n", text(written));
  }

  @Test
  void anotherProgramGetsWhatACommandPrintsAndWhyItFailed() {
    assertEquals(0, remote("print"));
    assertEquals("中文\n", text(written));
    assertEquals(1, remote("fail"));
    assertEquals("refused: 不行\n", text(errors));
    errors.reset();
    for (String name : List.of("nothing", "alink:post", "", "post;fail", "$post")) {
      assertEquals(2, remote(name), name);
    }
    assertTrue(text(errors).startsWith("unknown command nothing; the command help lists"));
  }

  @Test
  void aPipeIsReadInUtf8AndItsEndIsTheGatewaysEnd() {
    assertEquals(PersonShell.End.EXIT, stream("alink:post 中文=1\n\nfail\nnothing\nprint\n"));
    assertEquals(List.of("中文=1"), example.posted);
    assertEquals(
        List.of("posted 1", "refused: 不行", "Command not found: nothing", "中文"),
        text(written).lines().toList());
  }

  @Test
  void exitEndsAPipe() {
    assertEquals(PersonShell.End.EXIT, stream("exit 0\npost a\n"));
    assertEquals(List.of(), example.posted);
  }

  @Test
  void inATerminalCtrlCEndsACommandAndCtrlDNothing() throws Exception {
    try (Typist typist = new Typist()) {
      typist.await("alink> ");
      typist.type(CTRL_D);
      typist.await("exit stops the gateway");
      // what is typed before the next line is read concerns no line
      typist.await("alink> ");
      typist.type(CTRL_C);
      typist.await("exit stops the gateway");
      typist.await("alink> ");
      typist.type("rest\r");
      example.waiting.await();
      typist.type(CTRL_C);
      example.interrupted.await();
      typist.await("alink> ");
      typist.type("post 中文=1\r");
      typist.await("posted 1");
      assertEquals(List.of("中文=1"), example.posted);
      typist.type("exit\r");
      assertEquals(PersonShell.End.EXIT, typist.end());
    }
  }

  @Test
  void aTerminalCompletesCommandsAndWhatMayFollowThem() throws Exception {
    try (Typist typist = new Typist()) {
      typist.await("alink> ");
      typist.type("po\tcpu\t1\r");
      typist.await("posted 1");
      assertEquals(List.of("cpuLoad=1"), example.posted);
      typist.type("exit\r");
      assertEquals(PersonShell.End.EXIT, typist.end());
    }
  }

  @Test
  void whatOthersWriteStandsAboveWhatIsTyped() throws Exception {
    try (Typist typist = new Typist()) {
      typist.await("alink> ");
      typist.type("po");
      typist.await("po");
      typist.others.join().accept("10:00:00 WARN  Example - 日志");
      typist.await("10:00:00 WARN  Example - 日志");
      typist.await("alink> po");
      typist.type("st 中文=1\r");
      typist.await("posted 1");
      assertEquals(List.of("中文=1"), example.posted);
      typist.others.join().accept("the last line");
      typist.type("exit\r");
      assertEquals(PersonShell.End.EXIT, typist.end());
      typist.await("the last line");
      assertTrue(typist.othersAlone.isDone(), "other threads print directly again");
    }
  }

  @Test
  void aTerminalThatIsClosedEndsTheShellAndNotTheGateway() throws Exception {
    try (Typist typist = new Typist()) {
      typist.await("alink> ");
      typist.hangUp();
      assertEquals(PersonShell.End.GONE, typist.end());
    }
  }

  @Test
  void theCharactersAreThoseOfTheLocaleOrUtf8() {
    assertEquals(StandardCharsets.UTF_8, TerminalCharset.of(Map.of()));
    assertEquals(StandardCharsets.UTF_8, TerminalCharset.of(Map.of("LC_ALL", "POSIX")));
    assertEquals(StandardCharsets.UTF_8, TerminalCharset.of(Map.of("LANG", "en_US.utf8")));
    assertEquals(StandardCharsets.UTF_8, TerminalCharset.of(Map.of("LANG", "x.no such")));
    assertEquals(
        Charset.forName("GB18030"),
        TerminalCharset.of(Map.of("LANG", "C.UTF-8", "LC_ALL", "zh_CN.GB18030@pinyin")));
  }

  private int remote(String name, String... words) {
    List<String> all = new ArrayList<>(List.of(name));
    all.addAll(List.of(words));
    return new RemoteCommands(processor, threadIo).run(all, print(written), print(errors));
  }

  private PersonShell.End stream(String lines) {
    InputStream in = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
    return new StreamShell(processor, in, print(written)).run();
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  /** A user at a terminal. */
  private final class Typist implements AutoCloseable {

    private final LinkedBlockingQueue<Integer> screen = new LinkedBlockingQueue<>();
    private final LineDisciplineTerminal terminal;
    private final CompletableFuture<Consumer<String>> others = new CompletableFuture<>();
    private final CompletableFuture<Boolean> othersAlone = new CompletableFuture<>();
    private final CompletableFuture<PersonShell.End> end = new CompletableFuture<>();
    private final Thread thread;

    Typist() throws IOException {
      terminal =
          new LineDisciplineTerminal("test", "xterm", new Screen(screen), StandardCharsets.UTF_8);
      terminal.setSize(new Size(80, 24));
      TerminalShell shell =
          new TerminalShell(
              processor,
              terminal,
              directory.resolve("history"),
              lines -> {
                others.complete(lines);
                return () -> othersAlone.complete(true);
              });
      thread = new Thread(() -> run(shell), "typist-shell");
      thread.setDaemon(true);
      thread.start();
    }

    @SuppressWarnings("IllegalCatch") // the test is told, whatever it is
    private void run(TerminalShell shell) {
      try {
        end.complete(shell.run());
      } catch (RuntimeException | Error e) {
        end.completeExceptionally(e);
      }
    }

    void type(String keys) throws IOException {
      for (byte b : keys.getBytes(StandardCharsets.UTF_8)) {
        terminal.processInputByte(b);
      }
    }

    /** Reads the screen until a text stands there. */
    void await(String text) throws InterruptedException {
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      while (!read.toString(StandardCharsets.UTF_8).contains(text)) {
        Integer next = screen.poll(30, TimeUnit.SECONDS);
        assertTrue(next != null, () -> text + " is not in " + read);
        read.write(next);
      }
    }

    void hangUp() throws IOException {
      terminal.close();
    }

    PersonShell.End end() {
      return end.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
      thread.interrupt();
      terminal.close();
    }
  }

  private static final class Screen extends java.io.OutputStream {

    private final LinkedBlockingQueue<Integer> bytes;

    Screen(LinkedBlockingQueue<Integer> bytes) {
      this.bytes = bytes;
    }

    @Override
    public void write(int b) {
      bytes.add(b);
    }
  }

  /** The commands of the test; public, because Gogo calls them by reflection. */
  public static final class Example {

    private final List<String> posted = new ArrayList<>();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    public String post(String... words) {
      posted.addAll(List.of(words));
      return "posted " + words.length;
    }

    public String fail(String... words) {
      throw new IllegalStateException("refused: 不行");
    }

    public void print(String... words) {
      new PrintStream(System.out, true, StandardCharsets.UTF_8).println("中文");
    }

    public void rest(String... words) {
      waiting.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    }

    public String words(String... words) {
      return words[0].equals("post") ? "cpuLoad=\nmemory=" : "";
    }
  }
}
