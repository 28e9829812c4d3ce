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
 * Requests to the platform for the custom modules that a model names, one after the other. The
 * first reply without the requested module ends them, because a platform that does not know the
 * request would refuse all. Runs on the thread of the thing.
 */
final class ModuleRequests {

  private final DeviceLink link;
  private final ScheduledExecutorService thread;
  private final ThingModels reader;
  private final Consumer<List<JsonText>> done;
  private final Iterator<String> names;
  private final List<JsonText> documents;

  private ModuleRequests(
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
   * Requests the missing modules.
   *
   * @param done takes the first document and those that the platform sent
   */
  static void ask(
      DeviceLink link,
      ScheduledExecutorService thread,
      ThingModels reader,
      Gap gap,
      Consumer<List<JsonText>> done) {
    new ModuleRequests(link, thread, reader, gap, done).next();
  }

  /** Joins documents to one. */
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
   * The modules to request.
   *
   * @param first the document that names them
   */
  record Gap(JsonText first, Set<String> modules) {}
}
