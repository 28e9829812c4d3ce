/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.ota;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.kuralink.simulator.disk.LazyFile;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.ota.ProductFirmware.Part;
import org.kuralink.simulator.ota.Task.State;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.registry.RegistryException.Kind;
import org.kuralink.simulator.registry.RegistryListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The firmware of all products and the update jobs (spec, chapter 5 and 9.10). Thread-safe;
 * messages are sent without holding the lock.
 */
public final class FirmwareJobs implements RegistryListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FirmwareJobs.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int MAX_VERIFIED_ON = 10;

  private final Map<String, ProductFirmware> products = new TreeMap<>();
  private final Registry registry;
  private final UpgradeMessages messages;
  private final Journal journal;
  private final Clock clock;
  private final LazyFile kept;

  /** A version to be created; sign methods are md5 and sha256, case-insensitive. */
  public record Draft(
      String module, String version, StoredFile file, String signMethod, boolean verify) {

    /** Of the default module, signed with SHA-256, to be pushed without proof. */
    public static Draft of(String version, StoredFile file) {
      return new Draft(Firmware.DEFAULT_MODULE, version, file, "SHA256", false);
    }
  }

  /** With what was kept in the directory at the last stop. */
  public FirmwareJobs(
      Path directory, Registry registry, UpgradeMessages messages, Journal journal, Clock clock)
      throws IOException {
    this.registry = registry;
    this.messages = messages;
    this.journal = journal;
    this.clock = clock;
    Path file = directory.resolve("firmware.json");
    this.kept = new LazyFile(file, () -> toJson().toString());
    Optional<byte[]> text = kept.load();
    if (text.isPresent()) {
      try {
        for (Map.Entry<String, JsonElement> entry : StrictJson.parseObject(text.get()).entrySet()) {
          products.put(
              entry.getKey(), ProductFirmware.fromJson(entry.getValue().getAsJsonObject()));
        }
      } catch (BadJsonException | RuntimeException e) {
        throw new IOException(file + " cannot be read: " + e, e);
      }
    }
  }

  private synchronized JsonObject toJson() {
    JsonObject json = new JsonObject();
    products.forEach((key, product) -> json.add(key, product.toJson()));
    return json;
  }

  private ProductFirmware of(String productKey) throws RegistryException {
    if (registry.product(productKey).isEmpty()) {
      throw new RegistryException(Kind.NOT_FOUND, "there is no product " + productKey);
    }
    return products.computeIfAbsent(productKey, key -> new ProductFirmware());
  }

  /** Creates a version that can be pushed. */
  public Firmware create(String productKey, Draft draft) throws RegistryException {
    require(draft.module, "module");
    require(draft.version, "version");
    if (!draft.signMethod.equalsIgnoreCase("md5") && !draft.signMethod.equalsIgnoreCase("sha256")) {
      throw new RegistryException(Kind.INVALID, "signMethod: Md5 or SHA256 is needed");
    }
    Firmware firmware =
        Firmware.of(
            newId(),
            draft.module,
            draft.version,
            draft.file,
            draft.signMethod,
            draft.verify,
            clock.millis());
    synchronized (this) {
      of(productKey).put(firmware);
    }
    LOG.info("Firmware {} {} of {} created", draft.module, draft.version, productKey);
    changed(productKey);
    return firmware;
  }

  private static void require(String value, String name) throws RegistryException {
    if (!NAME.matcher(value).matches()) {
      throw new RegistryException(
          Kind.INVALID, name + ": 1 to 64 letters, digits and . _ - are needed");
    }
  }

  private static String newId() {
    byte[] chance = new byte[8];
    ThreadLocalRandom.current().nextBytes(chance);
    return HexFormat.of().formatHex(chance);
  }

  /** Returns all versions of the product. */
  public synchronized List<Firmware> firmware(String productKey) throws RegistryException {
    return of(productKey).firmware();
  }

  /** Returns one version of the product. */
  public synchronized Firmware firmware(String productKey, String firmwareId)
      throws RegistryException {
    return of(productKey).firmware(firmwareId);
  }

  /** Deletes a version that no running job brings. */
  public void delete(String productKey, String firmwareId) throws RegistryException {
    synchronized (this) {
      of(productKey).firmware(firmwareId);
      of(productKey).remove(firmwareId);
    }
    changed(productKey);
  }

  /** Returns all jobs of the product, newest first. */
  public synchronized List<Job> jobs(String productKey) throws RegistryException {
    return of(productKey).jobs();
  }

  /** Returns one job of the product. */
  public synchronized Job job(String productKey, String jobId) throws RegistryException {
    return of(productKey).job(jobId);
  }

  /** Starts a job: devices that are there are told at once, the others when they report. */
  public Job start(String productKey, String firmwareId, Job.Order order) throws RegistryException {
    List<String> names = devices(productKey, order);
    Job job = new Job(newId(), firmwareId, order, clock.millis());
    List<Runnable> sending = new ArrayList<>();
    Firmware firmware;
    synchronized (this) {
      ProductFirmware product = of(productKey);
      firmware = product.firmware(firmwareId);
      if (!order.verify() && firmware.checked() && !firmware.proved()) {
        throw new RegistryException(
            Kind.CONFLICT, "this firmware has to be verified on a device first");
      }
      for (String name : names) {
        Task task = new Task(name, clock.millis());
        add(product, firmware, job, task);
        job.add(task);
        if (task.state() == State.PENDING) {
          sending.add(() -> tell(new DeviceKey(productKey, name), new Part(firmware, job, task)));
        }
      }
      product.add(job);
    }
    LOG.info(
        "Firmware {} {} is pushed to {} devices of {}",
        firmware.module(),
        firmware.version(),
        sending.size(),
        productKey);
    sending.forEach(Runnable::run);
    changed(productKey);
    return job;
  }

  private List<String> devices(String productKey, Job.Order order) throws RegistryException {
    if (order.verify() && (order.devices().isEmpty() || order.devices().size() > MAX_VERIFIED_ON)) {
      throw new RegistryException(
          Kind.INVALID, "devices: firmware is verified on 1 to " + MAX_VERIFIED_ON + " devices");
    }
    if (order.devices().isEmpty()) {
      return registry.devices(productKey).stream().map(d -> d.key().deviceName()).toList();
    }
    List<String> names = new ArrayList<>();
    for (String name : order.devices()) {
      Device device = registry.required(new DeviceKey(productKey, name));
      if (!names.contains(device.key().deviceName())) {
        names.add(device.key().deviceName());
      }
    }
    return names;
  }

  /** Decides what a new job means for a device: the same version is not pushed twice. */
  private void add(ProductFirmware product, Firmware firmware, Job job, Task task) {
    long now = clock.millis();
    ProductFirmware.Reported has = product.versions(task.deviceName()).get(firmware.module());
    Optional<Part> open = product.open(task.deviceName(), firmware.module());
    if (has != null && has.version().equals(firmware.version())) {
      task.become(State.SKIPPED, "the device has this version", now);
    } else if (open.isPresent() && open.get().firmware().id().equals(firmware.id())) {
      task.become(State.SKIPPED, "the device is getting this version already", now);
    } else {
      open.ifPresent(
          part ->
              part.task()
                  .become(State.CANCELLED, "replaced by version " + firmware.version(), now));
    }
  }

  private void tell(DeviceKey key, Part part) {
    if (messages.push(key, part.firmware(), part.job().order())) {
      part.task().pushed();
    }
  }

  /** Cancels a job: devices that are not at their end are told no more of it. */
  public Job cancel(String productKey, String jobId) throws RegistryException {
    Job job;
    synchronized (this) {
      job = of(productKey).job(jobId);
      for (Task task : job.tasks()) {
        if (task.state().open()) {
          task.become(State.CANCELLED, "the job was cancelled", clock.millis());
        }
      }
      job.cancel();
    }
    changed(productKey);
    return job;
  }

  /** The version of each module that the device has reported, and its parts in jobs. */
  public synchronized JsonObject device(DeviceKey key) throws RegistryException {
    registry.required(key);
    return of(key.productKey()).deviceJson(key.deviceName());
  }

  /** The version that the device has reported last. */
  public synchronized Optional<String> version(DeviceKey key, String module) {
    ProductFirmware product = products.get(key.productKey());
    return product == null
        ? Optional.empty()
        : Optional.ofNullable(product.versions(key.deviceName()).get(module))
            .map(ProductFirmware.Reported::version);
  }

  /** A device reports the version that it runs: this, and nothing else, is success. */
  void informed(DeviceKey key, String module, String version) {
    Optional<Part> open;
    synchronized (this) {
      ProductFirmware product =
          products.computeIfAbsent(key.productKey(), k -> new ProductFirmware());
      product.reported(key.deviceName(), module, version, clock.millis());
      open = product.open(key.deviceName(), module);
      if (open.isPresent() && open.get().firmware().version().equals(version)) {
        succeed(product, open.get());
        open = Optional.empty();
      }
    }
    LOG.info("{} reported {} {}", key, module, version);
    open.filter(part -> part.task().state() == State.PENDING).ifPresent(part -> tell(key, part));
    changed(key.productKey());
  }

  private void succeed(ProductFirmware product, Part part) {
    part.task().become(State.SUCCEEDED, "the device reports the version", clock.millis());
    Firmware firmware = part.firmware();
    if (firmware.checked() && !firmware.proved()) {
      try {
        product.put(firmware.proven());
      } catch (RegistryException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A device tells how far it is; whether there is a job that this belongs to. */
  boolean progressed(DeviceKey key, Progress progress) {
    Optional<Part> part;
    synchronized (this) {
      ProductFirmware product = products.get(key.productKey());
      part = product == null ? Optional.empty() : part(product, key, progress.module());
      part.ifPresent(
          p -> {
            p.task().unexpected().ifPresent(p.task()::problem);
            p.task().report(progress, clock.millis());
          });
    }
    part.ifPresent(
        p ->
            LOG.info(
                "{}: {} {} at step {} {}",
                key,
                p.firmware().module(),
                p.firmware().version(),
                progress.step(),
                progress.desc()));
    changed(key.productKey());
    return part.isPresent();
  }

  /** A report that names no module is about the default one, if that is being updated. */
  private static Optional<Part> part(ProductFirmware product, DeviceKey key, String module) {
    String meant = module.isEmpty() ? Firmware.DEFAULT_MODULE : module;
    return product
        .open(key.deviceName(), meant)
        .or(() -> product.open(key.deviceName(), module))
        .or(
            () ->
                product.parts(key.deviceName()).stream()
                    .filter(p -> module.isEmpty() || p.firmware().module().equals(module))
                    .filter(p -> p.task().pushes() > 0)
                    .findFirst());
  }

  /** Returns the firmware of an unfinished job for a device that requests it. */
  Optional<JsonObject> asked(DeviceKey key, String module) {
    Optional<Part> part;
    synchronized (this) {
      ProductFirmware product = products.get(key.productKey());
      part = product == null ? Optional.empty() : product.open(key.deviceName(), module);
    }
    part.ifPresent(p -> p.task().pushed());
    return part.map(p -> messages.describe(p.firmware(), p.job().order()));
  }

  /** Whether the file belongs to firmware of some product. */
  public synchronized boolean uses(String fileId) {
    return products.values().stream()
        .flatMap(product -> product.firmware().stream())
        .anyMatch(firmware -> firmware.fileId().equals(fileId));
  }

  private void changed(String productKey) {
    kept.saveSoon();
    journal.event(
        "firmware",
        () -> {
          JsonObject json = new JsonObject();
          json.addProperty("productKey", productKey);
          return json;
        });
  }

  @Override
  public void productChanged(String productKey, String change) {
    if (change.equals("deleted")) {
      synchronized (this) {
        products.remove(productKey);
      }
      kept.saveSoon();
    }
  }

  @Override
  public void deviceChanged(DeviceKey key, String change) {
    if (change.equals("deleted")) {
      synchronized (this) {
        ProductFirmware product = products.get(key.productKey());
        if (product != null) {
          product.forget(key.deviceName());
        }
      }
      kept.saveSoon();
    }
  }

  @Override
  public void close() throws InterruptedException {
    kept.close();
  }
}
