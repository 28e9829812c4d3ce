/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.thing.link.ThingThread;

/**
 * Asks the platform for the modules that the default one names, one after the other, until one is
 * not answered with what was asked for: a platform that does not know the question would be asked
 * in vain for all of them. On the thing's thread.
 */
final class ModuleQuestions {

  private final DeviceLink link;
  private final ScheduledExecutorService thread;
  private final ThingModels reader;
  private final Consumer<List<JsonText>> done;
  private final Iterator<String> names;
  private final List<JsonText> documents;

  private ModuleQuestions(
      DeviceLink link,
      ScheduledExecutorService thread,
      ThingModels reader,
      Gap gap,
      Consumer<List<JsonText>> done) {
    this.link = link;
    this.thread = thread;
    this.reader = reader;
    this.documents = new ArrayList<>(List.of(gap.first));
    this.done = done;
    this.names = new TreeSet<>(gap.modules).iterator();
  }

  /**
   * Asks the platform for the modules that a gap names, one after another.
   *
   * @param done takes it and those that were sent
   */
  static void ask(
      DeviceLink link,
      ScheduledExecutorService thread,
      ThingModels reader,
      Gap gap,
      Consumer<List<JsonText>> done) {
    new ModuleQuestions(link, thread, reader, gap, done).next();
  }

  /** Several documents as one. */
  static JsonText together(List<JsonText> documents) {
    return documents.size() == 1 ? documents.get(0) : JsonOutput.text(documents);
  }

  private boolean describes(String module, JsonText document) {
    try {
      return reader.read(document).coverage().modules().contains(module);
    } catch (MalformedModelException e) {
      return false;
    }
  }

  private void next() {
    if (!names.hasNext()) {
      done.accept(documents);
      return;
    }
    String module = names.next();
    link.request(ModelKeeper.METHOD, JsonOutput.text(Map.of("functionBlockId", module)))
        .whenComplete(
            (reply, failure) ->
                ThingThread.run(
                    thread,
                    () -> {
                      if (failure == null && reply.isSuccess() && describes(module, reply.data())) {
                        documents.add(reply.data());
                        next();
                      } else {
                        done.accept(documents);
                      }
                    }));
  }

  /**
   * What is still to be asked for.
   *
   * @param first the document that names the modules
   */
  record Gap(JsonText first, Set<String> modules) {}
}
