/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.thing.link.Failures;
import org.kuralink.thing.link.ThingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the thing model from where it is configured to come from, once, and keeps it. All but {@link
 * #model} runs on the thing's thread.
 */
public final class ModelKeeper {

  public static final String METHOD = "thing.dsltemplate.get";

  /** The pause before the platform is asked again doubles from here. */
  static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);

  /** The longest pause; also where the platform has refused, which time alone seldom heals. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** How long the platform's answer is good, whatever happens to the link. */
  static final Duration FRESH = Duration.ofHours(1);

  /** The pause before a model file is looked at again for changes. */
  static final Duration FILE_PAUSE = Duration.ofSeconds(30);

  /** The model of a product that has none. */
  private static final JsonText NO_FEATURES = JsonText.of("{\"properties\":[]}");

  /** As many lines about one model as a person reads. */
  private static final int MAX_WARNINGS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(ModelKeeper.class);

  private final String name;
  private final ModelSource source;
  private final String file;
  private final ModelFiles files;
  private final ModelCache cache;
  private final ScheduledExecutorService thread;
  private final Supplier<Optional<ThingModels>> readers;
  private volatile Optional<ThingModel> model;
  private volatile boolean outdated;

  private String seen = "";
  private boolean watching;
  private boolean closed;
  private String cachedFor = "";
  private boolean asking;
  private boolean answered;
  private boolean stale;
  private boolean pausing;
  private Duration pause = SHORTEST_PAUSE;
  private @Nullable DeviceLink link;

  /**
   * A keeper.
   *
   * @param file where {@link ModelSource#FILE} reads it, or several files; may be empty
   * @param model what is known from before
   */
  public ModelKeeper(
      String name,
      ModelSource source,
      String file,
      ModelCache cache,
      ScheduledExecutorService thread,
      Supplier<Optional<ThingModels>> readers,
      Optional<ThingModel> model) {
    this.name = name;
    this.source = source;
    this.file = file;
    this.files = new ModelFiles(file);
    this.cache = cache;
    this.thread = thread;
    this.readers = readers;
    this.model = model;
  }

  /** The model; empty if there is none, or none yet. Any thread may ask. */
  public Optional<ThingModel> model() {
    return model;
  }

  /** Whether there is a newer model, which could not be read. Any thread may ask. */
  public boolean isOutdated() {
    return outdated;
  }

  /** Does what can be done with the services that are there now. */
  public void advance(@Nullable DeviceLink present) {
    link = present;
    Optional<ThingModels> reader = readers.get();
    if (reader.isEmpty() || closed) {
      return;
    }
    if (source == ModelSource.FILE && !file.isEmpty()) {
      followFile(reader.get());
    }
    if (source == ModelSource.CLOUD && present != null) {
      readCache(reader.get(), present.identity().productKey());
      if (present.isOnline() && !asking && !answered && !pausing) {
        ask(present);
      }
    }
  }

  /** A new link may go better than the one before, and may bring a newer model. */
  public void online() {
    pause = SHORTEST_PAUSE;
    pausing = false;
    answered &= !stale;
    stale = false;
  }

  /** The device is deleted: what the platform has told is forgotten, and not asked for again. */
  public void forget(String productKey) {
    if (source != ModelSource.CLOUD) {
      return;
    }
    model = Optional.empty();
    outdated = false;
    answered = true;
    try {
      cache.forget(productKey);
    } catch (IOException e) {
      LOG.warn("{}: the model kept on disk could not be deleted: {}", name, words(e));
    }
  }

  /** The device is back: the platform may be asked again. */
  public void startAnew() {
    answered = false;
    online();
    advance(link);
  }

  /** Ends. */
  public void close() {
    closed = true;
  }

  private void followFile(ThingModels reader) {
    String now = files.stamp();
    if (!now.equals(seen)) {
      seen = now;
      readFile(reader);
    }
    if (!watching) {
      watching = true;
      ThingThread.later(
          thread,
          FILE_PAUSE,
          () -> {
            watching = false;
            advance(link);
          });
    }
  }

  private void readFile(ThingModels reader) {
    ModelFiles.Contents contents = files.read(reader);
    contents.faults().forEach(fault -> LOG.error("{}: {}; {}", name, fault, otherwise()));
    outdated = !contents.faults().isEmpty();
    if (contents.documents().isEmpty()) {
      return;
    }
    try {
      use(reader.read(contents.documents()), files.toString(), contents.warnings());
    } catch (MalformedModelException e) {
      outdated = true;
      LOG.error("{}: model.file {} is no TSL: {}; {}", name, files, e.getMessage(), otherwise());
    }
  }

  private void readCache(ThingModels reader, String productKey) {
    if (cachedFor.equals(productKey)) {
      return;
    }
    boolean anotherProduct = !cachedFor.isEmpty();
    cachedFor = productKey;
    if (anotherProduct) {
      model = Optional.empty();
      outdated = false;
      answered = false;
    }
    if (model.isPresent()) {
      return;
    }
    try {
      Optional<JsonText> document = cache.find(productKey);
      if (document.isPresent()) {
        use(reader.read(document.get()), "disk, as the platform sent it last", List.of());
      }
    } catch (IOException e) {
      LOG.warn("{}: the model kept on disk cannot be read: {}", name, words(e));
    } catch (MalformedModelException e) {
      LOG.warn("{}: the model kept on disk is damaged: {}", name, e.getMessage());
    }
  }

  private void ask(DeviceLink present) {
    asking = true;
    String productKey = present.identity().productKey();
    present
        .request(METHOD, JsonText.EMPTY_OBJECT)
        .whenComplete(
            (reply, failure) ->
                ThingThread.run(
                    thread,
                    () -> {
                      asking = false;
                      if (failure == null) {
                        answer(productKey, reply);
                      } else {
                        unanswered(Failures.cause(failure));
                      }
                    }));
  }

  private void unanswered(Throwable failure) {
    LOG.info("{}: the platform did not send the thing model: {}", name, words(failure));
    askLater(pause);
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
  }

  private void askLater(Duration delay) {
    pausing = true;
    ThingThread.later(
        thread,
        delay,
        () -> {
          pausing = false;
          advance(link);
        });
  }

  private void answer(String productKey, Reply reply) {
    Optional<ThingModels> reader = readers.get();
    if (!reply.isSuccess()) {
      LOG.warn(
          "{}: the platform refuses the thing model: code {}, {}; {}",
          name,
          reply.code(),
          inWords(reply),
          otherwise());
      askLater(LONGEST_PAUSE);
    } else if (reader.isEmpty()) {
      askLater(SHORTEST_PAUSE);
    } else if (productKey.equals(cachedFor)) {
      boolean nothing = reply.data().equals(JsonText.EMPTY_OBJECT);
      read(productKey, nothing ? NO_FEATURES : reply.data(), reader.get());
    } else {
      advance(link);
    }
  }

  private void read(String productKey, JsonText document, ThingModels reader) {
    try {
      ThingModel read = reader.read(document);
      answered = true;
      ThingThread.later(thread, FRESH, () -> stale = true);
      Set<String> missing = read.coverage().missing();
      DeviceLink present = link;
      if (missing.isEmpty() || present == null) {
        take(productKey, List.of(document), reader);
      } else {
        LOG.info("{}: asks the platform for {} more modules of the model", name, missing.size());
        ModuleQuestions.ask(
            present, thread, reader, document, missing, all -> take(productKey, all, reader));
      }
    } catch (MalformedModelException e) {
      unreadable(e);
    }
  }

  private void unreadable(MalformedModelException e) {
    outdated = model.isPresent();
    LOG.warn("{}: the platform sent a thing model that is no TSL: {}", name, e.getMessage());
    askLater(LONGEST_PAUSE);
  }

  /** Takes what the platform has sent, unless the device has become another one meanwhile. */
  private void take(String productKey, List<JsonText> documents, ThingModels reader) {
    if (!productKey.equals(cachedFor) || closed) {
      return;
    }
    try {
      ThingModel read = reader.read(documents);
      if (!read.coverage().missing().isEmpty()) {
        LOG.info(
            "{}: the platform does not send the modules {}; what belongs to them is not checked",
            name,
            new TreeSet<>(read.coverage().missing()));
      }
      use(read, "the platform", List.of());
      if (!read.isEmpty()) {
        cache.keep(productKey, ModuleQuestions.together(documents));
      }
    } catch (MalformedModelException e) {
      unreadable(e);
    } catch (IOException e) {
      LOG.warn("{}: the thing model could not be kept on disk: {}", name, words(e));
    }
  }

  private void use(ThingModel read, String from, List<String> otherWarnings) {
    outdated &= source == ModelSource.FILE;
    if (read.isEmpty()) {
      LOG.warn("{}: the thing model from {} is empty; nothing is checked", name, from);
      model = Optional.empty();
      return;
    }
    model = Optional.of(read);
    Set<String> modules = new TreeSet<>(read.coverage().modules());
    modules.remove(ThingModel.DEFAULT_MODULE);
    LOG.info(
        "{}: thing model of product {} from {}: {} properties, {} events, {} services{}",
        name,
        read.productKey().orElse("(not named)"),
        from,
        read.properties().size(),
        read.events().size(),
        read.services().size(),
        modules.isEmpty() ? "" : ", modules " + modules);
    List<String> warnings = otherWarnings.isEmpty() ? read.warnings() : otherWarnings;
    warnings.stream()
        .limit(MAX_WARNINGS)
        .forEach(warning -> LOG.warn("{}: not checked, from {}: {}", name, from, warning));
    if (warnings.size() > MAX_WARNINGS) {
      LOG.warn("{}: and {} more that are not checked", name, warnings.size() - MAX_WARNINGS);
    }
  }

  private String otherwise() {
    return model.isPresent() ? "the model from before goes on" : "nothing is checked";
  }

  /** The codes of chapter 9.9 in plain words. */
  private static String inWords(Reply reply) {
    if (reply.code().equals(ResultCode.MODEL_DEVICE_UNKNOWN)) {
      return "the product has no such device, or the device has no thing model";
    }
    if (reply.code().equals(ResultCode.PARAMETER_ERROR)) {
      return "it does not accept the request for a thing model";
    }
    if (reply.code().equals(ResultCode.MODEL_SERVICE_UNAVAILABLE)) {
      return "its thing model service is not available at the moment";
    }
    return reply.message().orElse("without a reason");
  }

  private static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null || failure instanceof FileSystemException ? failure.toString() : message;
  }
}
