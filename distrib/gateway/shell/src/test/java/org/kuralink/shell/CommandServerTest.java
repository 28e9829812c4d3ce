/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandServerTest {

  private static final CommandServer.Limits SHORT =
      new CommandServer.Limits(2, 1000, Duration.ofMillis(200), Duration.ofMillis(200));
  private static final CommandServer.Limits LONG =
      new CommandServer.Limits(2, 1000, Duration.ofMinutes(10), Duration.ofMinutes(10));

  @TempDir private Path temporary;
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private CommandServer server;

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aCommandGetsItsWordsAndTheClientItsOutputAndCode() throws Exception {
    open(
        (words, out, err) -> {
          out.println("out " + words);
          err.println("err 中文");
          return 7;
        },
        LONG);
    try (SocketChannel client = client("[\"post\",\"名=中文 $x *\",\"\"]\n")) {
      assertEquals(List.of("o out [post, 名=中文 $x *, ]\n", "e err 中文\n", "x 7"), merged(client));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"garbage\n", "\n", "{}\n", "[]\n", "[1]\n", "[\"a\",null]\n", "\u0000\u0001\n"})
  void whatIsNoCommandIsAnsweredInASentence(String request) throws Exception {
    open((words, out, err) -> 0, LONG);
    try (SocketChannel client = client(request)) {
      assertEquals(
          List.of(
              "e the request is not a JSON array of strings; send the command and its arguments\n",
              "x 2"),
          merged(client));
    }
  }

  @Test
  void aLineWithoutEndIsRefusedWhateverItsLength() throws Exception {
    open((words, out, err) -> 0, LONG);
    try (SocketChannel client = client("")) {
      ByteBuffer megabyte = ByteBuffer.allocate(1024 * 1024);
      try {
        while (megabyte.hasRemaining()) {
          client.write(megabyte);
        }
      } catch (IOException e) {
        assertTrue(megabyte.position() > 0, e::toString);
      }
    }
    noClients();
    try (SocketChannel client = client("[\"" + "a".repeat(1000))) {
      assertEquals(
          List.of("e the command is too long: at most 1000 bytes are allowed\n", "x 2"),
          merged(client));
    }
    noClients();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[\"status\""})
  void whoSendsNoLineIsCutOff(String part) throws Exception {
    open((words, out, err) -> 0, SHORT);
    try (SocketChannel client = client(part)) {
      assertEquals(List.of(), merged(client));
    }
    noClients();
  }

  @Test
  void whoDoesNotReadIsCutOffAndItsCommandEnds() throws Exception {
    open(this::writeUntilInterrupted, SHORT);
    try (SocketChannel client = client("[\"trace\"]\n")) {
      interrupted.await();
      noClients();
      assertTrue(client.isOpen());
    }
  }

  @Test
  void whoLeavesEndsItsCommand() throws Exception {
    open(this::waitUntilInterrupted, LONG);
    try (SocketChannel client = client("[\"trace\"]\n")) {
      assertEquals('o', client.isOpen() ? first(client) : 0);
    }
    interrupted.await();
    noClients();
  }

  @Test
  void whoGoesOnWritingEndsItsCommand() throws Exception {
    open(this::waitUntilInterrupted, LONG);
    try (SocketChannel client = client("[\"trace\"]\n")) {
      first(client);
      client.write(StandardCharsets.UTF_8.encode("[\"status\"]\n"));
      interrupted.await();
    }
    noClients();
    try (SocketChannel client = client("[\"trace\"]\n[\"status\"]\n")) {
      assertEquals(
          List.of("e a command must be one line without further data\n", "x 2"), merged(client));
    }
  }

  @Test
  void oneTooManyIsToldSo() throws Exception {
    open(this::waitUntilInterrupted, LONG);
    try (SocketChannel one = client("[\"trace\"]\n");
        SocketChannel two = client("[\"trace\"]\n")) {
      first(one);
      first(two);
      try (SocketChannel three = client("")) {
        assertEquals(
            List.of("e 2 other commands are running; try again later\n", "x 1"), merged(three));
      }
    }
    noClients();
  }

  @Test
  void theEndOfTheServerEndsItsClients() throws Exception {
    open(this::waitUntilInterrupted, LONG);
    try (SocketChannel client = client("[\"trace\"]\n")) {
      first(client);
      server.close();
      assertEquals(List.of(), merged(client));
    }
    interrupted.await();
    assertTrue(Files.notExists(directory().resolve("socket")));
  }

  @Test
  void nobodyElseMayEnter() throws Exception {
    Files.createDirectories(directory());
    Files.createFile(directory().resolve("socket"));
    open((words, out, err) -> 0, LONG);
    assertEquals("rwx------", permissions(directory()).replaceFirst("r-x---$", "------"));
    assertEquals("rw-------", permissions(directory().resolve("socket")));
  }

  @Test
  void aNameThatIsTooLongForASocketIsNoFault() {
    Path deep = temporary.resolve("d".repeat(120));
    assertNull(CommandServer.open(deep, (words, out, err) -> 0));
  }

  private Path directory() {
    return temporary.resolve("shell");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private void open(CommandServer.Commands commands, CommandServer.Limits limits) {
    server = CommandServer.open(directory(), commands, limits);
    assertNotNull(server);
  }

  private int writeUntilInterrupted(List<String> words, PrintStream out, PrintStream err) {
    while (!Thread.currentThread().isInterrupted()) {
      out.println("x".repeat(10_000));
    }
    interrupted.countDown();
    return 0;
  }

  private int waitUntilInterrupted(List<String> words, PrintStream out, PrintStream err) {
    out.println("waiting");
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.countDown();
    }
    return 0;
  }

  private void noClients() {
    await().until(() -> server.clients() == 0);
  }

  private SocketChannel client(String request) throws IOException {
    SocketChannel client =
        SocketChannel.open(UnixDomainSocketAddress.of(directory().resolve("socket")));
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(request);
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
    return client;
  }

  private static int first(SocketChannel client) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(5);
    while (one.hasRemaining() && client.read(one) >= 0) {
      continue;
    }
    ByteBuffer text = ByteBuffer.allocate(one.getInt(1));
    while (text.hasRemaining() && client.read(text) >= 0) {
      continue;
    }
    return one.get(0);
  }

  /** The frames until the end, those of one kind that follow each other as one. */
  private static List<String> merged(SocketChannel client) throws IOException {
    List<String> frames = new ArrayList<>();
    DataInputStream in = new DataInputStream(Channels.newInputStream(client));
    for (int kind = read(in); kind >= 0; kind = read(in)) {
      String text = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
      int last = frames.size() - 1;
      if (last >= 0 && frames.get(last).charAt(0) == kind) {
        frames.set(last, frames.get(last) + text);
      } else {
        frames.add((char) kind + " " + text);
      }
    }
    return frames;
  }

  /** A server that closes with something unread resets the connection. */
  private static int read(DataInputStream in) {
    try {
      return in.read();
    } catch (IOException e) {
      return -1;
    }
  }
}
