/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import com.google.gson.JsonArray;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** Sends a command to a running gateway through the socket in its data directory. */
final class RemoteCommand {

  static final int NO_GATEWAY = 3;

  static final String HELP =
      """
      Usage: COMMAND [WORDS] [--data DIR]

      Runs a command of the gateway's shell in the gateway that uses this data directory, for
      example status, post cpuLoad=12.5, trace 60, ota journal, config history. The command help
      lists all commands, and help COMMAND describes one of them.

      The exit code is 0 if the command succeeded, 1 if it failed, 2 if there is no such command,
      3 if no gateway is running with this data directory.""";

  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final int LONGEST_FRAME = 1024 * 1024;

  /** The longest path of a socket in bytes; the operating system rejects longer ones. */
  private static final int LONGEST_NAME = 103;

  private final PrintStream out;
  private final PrintStream err;

  RemoteCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command and prints its output.
   *
   * @param arguments the name of the command, its arguments, and {@code --data DIR}
   * @param data the data directory of the gateway unless the arguments contain {@code --data}
   * @return the exit code
   */
  int run(List<String> arguments, Path data) {
    List<String> words = new ArrayList<>();
    Path directory = data;
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String word = rest.next();
      if (word.equals("--data") && !rest.hasNext()) {
        err.println("--data needs a directory");
        return MISUSED;
      }
      if (word.equals("--data")) {
        directory = Path.of(rest.next()).toAbsolutePath().normalize();
      } else {
        words.add(word);
      }
    }
    if (words.contains("--help")) {
      out.println(HELP);
      return 0;
    }
    return send(words, directory);
  }

  private int send(List<String> words, Path directory) {
    Path socket = directory.resolve("shell").resolve("socket");
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      JsonArray request = new JsonArray();
      words.forEach(request::add);
      ByteBuffer line = StandardCharsets.UTF_8.encode(request + "\n");
      while (line.hasRemaining()) {
        channel.write(line);
      }
      return read(new DataInputStream(Channels.newInputStream(channel)));
    } catch (UnsupportedOperationException e) {
      err.println(
          "this system does not support Unix domain sockets: type the command in the gateway's shell");
    } catch (EOFException e) {
      err.println("the gateway stopped before the command had finished");
      return FAILED;
    } catch (ConnectException e) {
      err.println(notRunning(directory));
    } catch (SocketException e) {
      err.println(reason(e, socket, directory));
    } catch (IOException e) {
      err.println("the gateway does not answer: " + e.getMessage());
      return FAILED;
    }
    return NO_GATEWAY;
  }

  private static String reason(SocketException e, Path socket, Path directory) {
    String message = Objects.requireNonNullElse(e.getMessage(), "");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      return "the path "
          + socket
          + " is too long for a socket (at most "
          + LONGEST_NAME
          + " bytes): run the gateway with a shorter --data DIR";
    }
    return message.contains("ermission")
        ? "no permission for "
            + directory
            + ": run the command as the user that the gateway runs as"
        : notRunning(directory);
  }

  private static String notRunning(Path directory) {
    return "no gateway is running with the data directory "
        + directory
        + ": start it, or name its data directory with --data DIR";
  }

  private int read(DataInputStream frames) throws IOException {
    while (true) {
      int kind = frames.readUnsignedByte();
      int length = frames.readInt();
      if (length < 0 || length > LONGEST_FRAME) {
        throw new IOException("its version differs from that of this command");
      }
      byte[] text = new byte[length];
      frames.readFully(text);
      if (kind == 'x') {
        return Integer.parseInt(new String(text, StandardCharsets.US_ASCII));
      }
      PrintStream stream = kind == 'o' ? out : err;
      stream.write(text, 0, length);
      stream.flush();
      if (stream.checkError()) {
        return FAILED; // the reader of the output has closed it
      }
    }
  }
}
