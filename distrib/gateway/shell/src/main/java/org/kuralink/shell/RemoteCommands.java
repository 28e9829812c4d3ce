/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.threadio.ThreadIO;

/** Executes commands of the scope alink. The words are not interpreted as a Gogo script. */
final class RemoteCommands implements CommandServer.Commands {

  private static final String SCOPE = "alink:";

  private final CommandProcessor processor;
  private final ThreadIO threadIo;

  RemoteCommands(CommandProcessor processor, ThreadIO threadIo) {
    this.processor = processor;
    this.threadIo = threadIo;
  }

  @Override
  @SuppressWarnings("IllegalCatch") // whatever a command throws is the answer of that command
  public int run(List<String> words, PrintStream out, PrintStream err) {
    try (CommandSession session =
        processor.createSession(InputStream.nullInputStream(), out, err)) {
      String name = words.get(0);
      if (!(session.get(".commands") instanceof Set<?> all)
          || !all.contains(SCOPE + name)
          || !(session.get(SCOPE + name) instanceof Function command)) {
        err.println("unknown command " + name + "; the command help lists all commands");
        return CommandServer.MISUSED;
      }
      threadIo.setStreams(InputStream.nullInputStream(), out, err);
      try {
        List<Object> arguments = new ArrayList<>(words.subList(1, words.size()));
        Object result = command.execute(session, arguments);
        if (result != null) {
          out.println(session.format(result, Converter.INSPECT));
        }
        return CommandServer.OK;
      } finally {
        threadIo.close();
      }
    } catch (Exception e) {
      err.println(TypedCommands.words(e));
      return CommandServer.FAILED;
    }
  }
}
