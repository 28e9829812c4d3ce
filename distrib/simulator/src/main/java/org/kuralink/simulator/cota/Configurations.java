/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.cota;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Inbound;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.RequestHandler;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.cota.DeviceConfiguration.State;
import org.kuralink.simulator.disk.LazyFile;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.files.FileServer;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.registry.RegistryException.Kind;
import org.kuralink.simulator.registry.RegistryListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The remote configuration (spec 9.11) of all products, which is pushed to devices or requested by
 * them.
 */
public final class Configurations implements Capability, RegistryListener, AutoCloseable {
  /** The largest configuration, in bytes. */
  public static final int MAX_SIZE = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Configurations.class);

  private final Map<String, ProductConfiguration> products = new ConcurrentHashMap<>();
  private final AtomicLong lastId;
  private final Registry registry;
  private final SessionTable sessions;
  private final FileServer files;
  private final Journal journal;
  private final Clock clock;
  private final Limits limits;
  private final LazyFile kept;

  /** With what was kept in the directory at the last stop. */
  public Configurations(
      Path directory,
      Registry registry,
      SessionTable sessions,
      FileServer files,
      Journal journal,
      SimulatorOptions options)
      throws IOException {
    this.registry = registry;
    this.sessions = sessions;
    this.files = files;
    this.journal = journal;
    this.clock = options.clock();
    this.limits = options.limits();
    this.lastId = new AtomicLong(clock.millis());
    Path file = directory.resolve("configurations.json");
    this.kept = new LazyFile(file, () -> toJson().toString());
    load(file);
  }

  private void load(Path file) throws IOException {
    Optional<byte[]> text = kept.load();
    if (text.isPresent()) {
      try {
        for (Map.Entry<String, JsonElement> entry : StrictJson.parseObject(text.get()).entrySet()) {
          products.put(
              entry.getKey(),
              ProductConfiguration.fromJson(entry.getValue().getAsJsonObject(), limits));
        }
      } catch (BadJsonException | RuntimeException e) {
        throw new IOException(file + " cannot be read: " + e, e);
      }
    }
  }

  private JsonObject toJson() {
    JsonObject json = new JsonObject();
    new TreeMap<>(products).forEach((key, product) -> json.add(key, product.toJson()));
    return json;
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/config/get", new Get());
    routes.message("/sys/{pk}/{dn}/thing/config/push_reply", this::replied);
  }

  /** Returns the configuration of a product. */
  public ProductConfiguration of(String productKey) throws RegistryException {
    if (registry.product(productKey).isEmpty()) {
      throw new RegistryException(Kind.NOT_FOUND, "there is no product " + productKey);
    }
    return products.computeIfAbsent(productKey, key -> new ProductConfiguration(limits));
  }

  /** Turns remote configuration of the product on or off. */
  public void enable(String productKey, boolean on) throws RegistryException {
    of(productKey).enabled(on);
    LOG.info("Remote configuration of {} turned {}", productKey, on ? "on" : "off");
    changed(productKey);
  }

  /** Allows one push per hour, as the platform does, or any number. */
  public void hourly(String productKey, boolean on) throws RegistryException {
    of(productKey).hourly(on);
    LOG.info("Configuration pushes to {}: {}", productKey, on ? "one per hour" : "unlimited");
    changed(productKey);
  }

  /** Selects HTTPS, the default, or HTTP for downloads of the product's devices. */
  public void scheme(String productKey, Scheme scheme) throws RegistryException {
    of(productKey).scheme(scheme);
    changed(productKey);
  }

  /** Saves a configuration: JSON in at most {@link #MAX_SIZE} bytes. */
  public Version save(String productKey, byte[] content) throws RegistryException {
    ProductConfiguration product = of(productKey);
    if (content.length > MAX_SIZE) {
      throw new RegistryException(
          Kind.INVALID, "a configuration has at most " + MAX_SIZE + " bytes");
    }
    try {
      StrictJson.parse(content);
    } catch (BadJsonException e) {
      throw new RegistryException(Kind.INVALID, "a configuration is JSON: " + e.getMessage());
    }
    return keep(productKey, product, content);
  }

  private Version keep(String productKey, ProductConfiguration product, byte[] content)
      throws RegistryException {
    try {
      StoredFile file = files.store().put(productKey + ".json", content);
      Optional<Version> current = product.current();
      if (current.isPresent() && current.get().sha256().equals(file.sha256())) {
        files.delete(file.id());
        return current.get();
      }
      byte[] chance = new byte[12];
      ThreadLocalRandom.current().nextBytes(chance);
      Version version = Version.of(HexFormat.of().formatHex(chance), file);
      product.save(version).ifPresent(dropped -> files.delete(dropped.fileId()));
      LOG.info("Configuration {} of {} saved", version.configId(), productKey);
      changed(productKey);
      return version;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the content of a stored version. */
  public byte[] content(String productKey, String configId) throws RegistryException {
    try {
      return files.store().read(files.store().required(of(productKey).version(configId).fileId()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Saves the content of a former version anew. */
  public Version restore(String productKey, String configId) throws RegistryException {
    return save(productKey, content(productKey, configId));
  }

  /** Pushes the version in force to all devices of the product, as documented. */
  public Version push(String productKey) throws RegistryException {
    return push(productKey, new JsonObject());
  }

  /** Pushes the version in force; some of the parameters may be wrong on purpose. */
  public Version push(String productKey, JsonObject wrong) throws RegistryException {
    ProductConfiguration product = of(productKey);
    Version version = product.push(clock.millis());
    LOG.info("Configuration {} is pushed to the devices of {}", version.configId(), productKey);
    for (Device device : registry.devices(productKey)) {
      push(product, version, device.key(), wrong);
    }
    changed(productKey);
    return version;
  }

  private void push(ProductConfiguration product, Version version, DeviceKey key, JsonObject wrong)
      throws RegistryException {
    String id = Long.toString(lastId.incrementAndGet());
    JsonObject params = describe(product, version);
    wrong.entrySet().forEach(entry -> params.add(entry.getKey(), entry.getValue()));
    JsonObject message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("version", "1.0");
    message.add("params", params);
    message.addProperty("method", "thing.config.push");
    byte[] payload = message.toString().getBytes(StandardCharsets.UTF_8);
    String topic = "/sys/" + key + "/thing/config/push";
    Optional<Session> session = sessions.of(key);
    State state = session.isPresent() ? State.SENT : State.AWAY;
    if (session.isEmpty() && sessions.keep(key, topic, payload)) {
      state = State.KEPT;
    }
    State how = state;
    product.device(key.deviceName(), d -> d.pushed(how, version.configId(), id, clock.millis()));
    session.ifPresent(s -> s.send(topic, payload, 1));
  }

  private JsonObject describe(ProductConfiguration product, Version version)
      throws RegistryException {
    StoredFile file = files.store().required(version.fileId());
    JsonObject data = new JsonObject();
    data.addProperty("configId", version.configId());
    data.addProperty("configSize", version.size());
    data.addProperty("sign", version.sha256());
    data.addProperty("signMethod", "Sha256");
    data.addProperty("url", files.links().url(file, product.scheme()));
    data.addProperty("getType", "file");
    return data;
  }

  /**
   * Handles requests for the configuration. The id of the answer is a text, as the specification
   * shows it, whatever the request contained.
   */
  private final class Get implements RequestHandler {
    @Override
    public Answer answer(Request request) {
      try {
        ProductConfiguration product = of(request.key().productKey());
        Answer answer = Configurations.this.answer(product, request.params());
        String config =
            answer.code() == 200
                ? answer.data().getAsJsonObject().get("configId").getAsString()
                : "";
        product.device(
            request.key().deviceName(), d -> d.asked(answer.code(), config, clock.millis()));
        changed(request.key().productKey());
        return answer;
      } catch (RegistryException e) {
        return Answer.failure(400, "request error: " + e.getMessage());
      }
    }

    @Override
    public JsonPrimitive replyId(JsonPrimitive id) {
      return new JsonPrimitive(id.getAsString());
    }
  }

  private Answer answer(ProductConfiguration product, JsonElement params) throws RegistryException {
    if (!says(params, "configScope", "product") || !says(params, "getType", "file")) {
      return Answer.badParameters("configScope must be product and getType must be file");
    }
    if (!product.enabled()) {
      return Answer.failure(6713, "thing config function is not available");
    }
    Optional<Version> current = product.current();
    if (current.isEmpty()) {
      return Answer.failure(6710, "no data");
    }
    return Answer.success(describe(product, current.get()));
  }

  private static boolean says(JsonElement params, String name, String value) {
    return params instanceof JsonObject object
        && object.get(name) instanceof JsonPrimitive text
        && text.getAsString().equals(value);
  }

  private void replied(Inbound message) {
    JsonObject reply;
    try {
      reply = StrictJson.parseObject(message.payload());
    } catch (BadJsonException e) {
      LOG.debug("{}: an answer to a push that is not JSON: {}", message.key(), e.getMessage());
      return;
    }
    ProductConfiguration product = products.get(message.key().productKey());
    String name = message.key().deviceName();
    if (product == null || !text(reply, "id").equals(product.device(name).messageId())) {
      LOG.debug("{}: an answer to a push that was not made, or not last", message.key());
      return;
    }
    int code =
        reply.get("code") instanceof JsonPrimitive number && number.isNumber()
            ? whole(number.getAsBigDecimal())
            : 0;
    product.device(name, d -> d.replied(code, text(reply, "message"), clock.millis()));
    LOG.info("{} answered the push of its configuration with code {}", message.key(), code);
    changed(message.key().productKey());
  }

  private static String text(JsonObject json, String name) {
    JsonElement value = json.has(name) ? json.get(name) : JsonNull.INSTANCE;
    return value.isJsonPrimitive() ? value.getAsString() : "";
  }

  /** Whether the file is a version of some product. */
  public boolean uses(String fileId) {
    return products.values().stream()
        .flatMap(product -> product.versions().stream())
        .anyMatch(version -> version.fileId().equals(fileId));
  }

  /** 0 for what is no code, be it ever so like one in its last 32 bits. */
  private static int whole(BigDecimal number) {
    int code = number.intValue();
    return number.compareTo(BigDecimal.valueOf(code)) == 0 ? code : 0;
  }

  private void changed(String productKey) {
    kept.saveSoon();
    journal.event(
        "configuration",
        () -> {
          JsonObject json = new JsonObject();
          json.addProperty("productKey", productKey);
          return json;
        });
  }

  @Override
  public void productChanged(String productKey, String change) {
    if (change.equals("deleted")) {
      ProductConfiguration product = products.remove(productKey);
      if (product != null) {
        product.versions().forEach(version -> files.delete(version.fileId()));
        kept.saveSoon();
      }
    }
  }

  @Override
  public void deviceChanged(DeviceKey key, String change) {
    ProductConfiguration product = products.get(key.productKey());
    if (change.equals("deleted") && product != null) {
      product.forget(key.deviceName());
      kept.saveSoon();
    }
  }

  @Override
  public void close() throws InterruptedException {
    kept.close();
  }
}
