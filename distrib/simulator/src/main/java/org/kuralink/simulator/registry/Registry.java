/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.registry;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.kuralink.simulator.registry.RegistryException.Kind;
import org.kuralink.simulator.tsl.Tsl;

/** All products and devices. Thread-safe; listeners are called without holding a lock. */
public final class Registry {
  private static final Pattern PRODUCT_KEY = Pattern.compile("[A-Za-z0-9]{1,20}");
  private static final Pattern DEVICE_NAME = Pattern.compile("[A-Za-z0-9_@.:-]{1,32}");
  private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{1,64}");

  private final Map<String, Product> products = new ConcurrentHashMap<>();
  private final Map<DeviceKey, Device> devices = new ConcurrentHashMap<>();
  private final Map<String, Device> byIotId = new ConcurrentHashMap<>();
  private final List<RegistryListener> listeners = new CopyOnWriteArrayList<>();
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;

  /** An empty registry. */
  public Registry(Clock clock) {
    this.clock = clock;
  }

  /** Adds a listener for changes. */
  public void listen(RegistryListener listener) {
    listeners.add(listener);
  }

  /** Returns all products, sorted by key. */
  public List<Product> products() {
    List<Product> all = new ArrayList<>(products.values());
    all.sort(Comparator.comparing(Product::productKey));
    return all;
  }

  /** Returns all devices, sorted by product key and name. */
  public List<Device> devices() {
    List<Device> all = new ArrayList<>(devices.values());
    all.sort(Comparator.comparing(device -> device.key().toString()));
    return all;
  }

  /** The devices of a product, by name. */
  public List<Device> devices(String productKey) {
    return devices().stream().filter(d -> d.key().productKey().equals(productKey)).toList();
  }

  /** A product, if there is one. */
  public Optional<Product> product(String productKey) {
    return Optional.ofNullable(products.get(productKey));
  }

  /** A device, if there is one. */
  public Optional<Device> device(DeviceKey key) {
    return Optional.ofNullable(devices.get(key));
  }

  /** The device whose user name after HTTPS authentication this is. */
  public Optional<Device> deviceByIotId(String iotId) {
    return Optional.ofNullable(byIotId.get(iotId));
  }

  /** The thing model of a device's product. */
  public Tsl tsl(DeviceKey key) {
    Product product = products.get(key.productKey());
    return product == null ? Tsl.empty() : product.tsl();
  }

  /** Creates a product; key and secret are made up where empty. */
  public Product createProduct(
      Optional<String> key, String name, Optional<String> secret, boolean dynamic, Tsl tsl)
      throws RegistryException {
    String productKey = key.orElseGet(() -> "a1" + hex(5));
    String productSecret = secret.orElseGet(() -> hex(8));
    require(PRODUCT_KEY, productKey, "productKey: 1 to 20 letters and digits");
    require(SECRET, productSecret, "productSecret: 1 to 64 visible ASCII characters");
    Product product = new Product(productKey, name, productSecret, dynamic, false, tsl);
    if (products.putIfAbsent(productKey, product) != null) {
      throw new RegistryException(Kind.CONFLICT, "there is a product " + productKey + " already");
    }
    productChanged(productKey, "created");
    return product;
  }

  /** Replaces a product by a changed one. */
  public Product changeProduct(String productKey, UnaryOperator<Product> change)
      throws RegistryException {
    Product changed = products.computeIfPresent(productKey, (k, product) -> change.apply(product));
    if (changed == null) {
      throw new RegistryException(Kind.NOT_FOUND, "there is no product " + productKey);
    }
    productChanged(productKey, "changed");
    return changed;
  }

  /** Deletes a product and its devices. */
  public void deleteProduct(String productKey) throws RegistryException {
    if (products.remove(productKey) == null) {
      throw new RegistryException(Kind.NOT_FOUND, "there is no product " + productKey);
    }
    for (Device device : devices(productKey)) {
      remove(device);
    }
    productChanged(productKey, "deleted");
  }

  /** Registers a device; its secret is made up where empty. */
  public Device createDevice(DeviceKey key, Optional<String> secret) throws RegistryException {
    if (!products.containsKey(key.productKey())) {
      throw new RegistryException(Kind.NOT_FOUND, "there is no product " + key.productKey());
    }
    require(DEVICE_NAME, key.deviceName(), "deviceName: 1 to 32 of letters, digits and - _ @ . :");
    String deviceSecret = secret.orElseGet(() -> hex(16));
    require(SECRET, deviceSecret, "deviceSecret: 1 to 64 visible ASCII characters");
    Device device = new Device(key, deviceSecret, hex(10), clock.millis());
    if (devices.putIfAbsent(key, device) != null) {
      throw new RegistryException(Kind.CONFLICT, "there is a device " + key + " already");
    }
    byIotId.put(device.iotId(), device);
    deviceChanged(key, "created");
    return device;
  }

  public void deleteDevice(DeviceKey key) throws RegistryException {
    remove(required(key));
  }

  private void remove(Device device) {
    devices.remove(device.key());
    byIotId.remove(device.iotId());
    deviceChanged(device.key(), "deleted");
  }

  /** Lets a device in, or not. */
  public void enable(DeviceKey key, boolean enabled) throws RegistryException {
    required(key).enabled(enabled);
    deviceChanged(key, enabled ? "enabled" : "disabled");
  }

  /** Replaces the secret of a device. */
  public void changeSecret(DeviceKey key, String secret) throws RegistryException {
    require(SECRET, secret, "deviceSecret: 1 to 64 visible ASCII characters");
    required(key).secret(secret);
    deviceChanged(key, "changed");
  }

  /** Notes the first log-in of a device. */
  public void activate(Device device) {
    boolean first;
    synchronized (device) {
      first = device.activatedAt() == 0;
      if (first) {
        device.activatedAt(clock.millis());
      }
    }
    if (first) {
      deviceChanged(device.key(), "activated");
    }
  }

  /** Marks the secret as issued; returns false if it was issued before or must not be issued. */
  public boolean issueSecret(Device device) {
    synchronized (device) {
      if (device.secretIssued() || device.activatedAt() != 0) {
        return false;
      }
      device.secretIssued(true);
    }
    deviceChanged(device.key(), "changed");
    return true;
  }

  /** The device, or the refusal that there is none. */
  public Device required(DeviceKey key) throws RegistryException {
    return device(key)
        .orElseThrow(() -> new RegistryException(Kind.NOT_FOUND, "there is no device " + key));
  }

  private static void require(Pattern pattern, String value, String rule) throws RegistryException {
    if (!pattern.matcher(value).matches()) {
      throw new RegistryException(Kind.INVALID, rule);
    }
  }

  private String hex(int bytes) {
    byte[] chance = new byte[bytes];
    random.nextBytes(chance);
    return HexFormat.of().formatHex(chance);
  }

  private void productChanged(String productKey, String change) {
    listeners.forEach(listener -> listener.productChanged(productKey, change));
  }

  private void deviceChanged(DeviceKey key, String change) {
    listeners.forEach(listener -> listener.deviceChanged(key, change));
  }
}
