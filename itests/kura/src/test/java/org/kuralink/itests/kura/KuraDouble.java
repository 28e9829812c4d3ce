/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.OCD;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Kura's configuration service as it was read and observed: forms are found by their PIDs and give
 * defaults, nothing is validated, each creation is followed by a second update with the same
 * values, each update of a password encrypts it anew, null takes a key away, an unknown PID is
 * ignored.
 */
final class KuraDouble {

  private final BundleContext context;
  private final ConfigurationAdmin admin;
  private final CryptoDouble crypto = new CryptoDouble();
  private final Map<String, String> servicePids = new ConcurrentHashMap<>();
  private int snapshots;

  /** The service, of which our bundles may use no more than is written here. */
  ConfigurationService service() {
    return Doubles.of(ConfigurationService.class, this);
  }

  KuraDouble(BundleContext context, ConfigurationAdmin admin) {
    this.context = context;
    this.admin = admin;
  }

  CryptoDouble crypto() {
    return crypto;
  }

  synchronized int snapshots() {
    return snapshots;
  }

  /** The form of a factory, if a bundle that is active has it. */
  KuraForm form(String factoryPid) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
        .filter(bundle -> bundle.getEntry("OSGI-INF/metatype/" + factoryPid + ".xml") != null)
        .findFirst()
        .map(bundle -> KuraForm.read(bundle, factoryPid))
        .orElse(new KuraForm(factoryPid, List.of()));
  }

  /** All forms of our bundles. */
  List<KuraForm> forms() {
    List<KuraForm> forms = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      Enumeration<String> files =
          bundle.getSymbolicName().startsWith("org.kuralink.")
              ? bundle.getEntryPaths("OSGI-INF/metatype")
              : null;
      while (files != null && files.hasMoreElements()) {
        String file = files.nextElement();
        forms.add(KuraForm.read(bundle, file.replaceFirst(".*/", "").replaceFirst("\\.xml$", "")));
      }
    }
    return forms;
  }

  public synchronized void createFactoryConfiguration(
      String factoryPid, String pid, Map<String, Object> properties, boolean takeSnapshot)
      throws KuraException {
    if (pid == null || servicePids.containsKey(pid)) {
      throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "pid " + pid + " already exists");
    }
    try {
      Configuration configuration = admin.createFactoryConfiguration(factoryPid, "?");
      Map<String, Object> merged = form(factoryPid).defaults();
      merged.putAll(properties == null ? Map.of() : properties);
      merged.put(ConfigurationService.KURA_SERVICE_PID, pid);
      configuration.update(stored(merged));
      servicePids.put(pid, configuration.getPid());
      configuration.update(configuration.getProperties());
    } catch (IOException e) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, pid);
    }
    snapshots += takeSnapshot ? 1 : 0;
  }

  public synchronized void deleteFactoryConfiguration(String pid, boolean takeSnapshot)
      throws KuraException {
    Configuration found = find(pid);
    if (found != null) {
      try {
        found.delete();
      } catch (IOException e) {
        throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, pid);
      }
      servicePids.remove(pid);
    }
    snapshots += takeSnapshot ? 1 : 0;
  }

  public void updateConfiguration(String pid, Map<String, Object> properties) throws KuraException {
    updateConfiguration(pid, properties, true);
  }

  public synchronized void updateConfiguration(
      String pid, Map<String, Object> properties, boolean takeSnapshot) throws KuraException {
    Configuration found = find(pid);
    if (found == null || !servicePids.containsKey(pid)) {
      return;
    }
    KuraForm form = form(found.getFactoryPid());
    Map<String, Object> merged = form.defaults();
    merged.putAll(map(found.getProperties()));
    merged.putAll(properties);
    merged.replaceAll(
        (key, value) ->
            form.isPassword(key) && value != null && !value.toString().isEmpty()
                ? crypto.encryptAnew(value.toString())
                : value);
    try {
      found.update(stored(merged));
    } catch (IOException e) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_UPDATE, e, pid);
    }
    snapshots += takeSnapshot ? 1 : 0;
  }

  public synchronized Set<String> getConfigurableComponentPids() {
    return new HashSet<>(servicePids.keySet());
  }

  /** One for each service of the name, as Kura does it: two services are two tabs. */
  public List<ComponentConfiguration> getComponentConfigurations(Filter filter)
      throws KuraException {
    List<ComponentConfiguration> result = new ArrayList<>();
    try {
      ServiceReference<?>[] references = context.getAllServiceReferences(null, null);
      for (ServiceReference<?> reference : references) {
        Object pid = reference.getProperty(ConfigurationService.KURA_SERVICE_PID);
        if (filter.match(reference) && pid instanceof String text && find(text) != null) {
          result.add(new Shown(text, map(find(text).getProperties())));
        }
      }
      return result;
    } catch (InvalidSyntaxException e) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, filter);
    }
  }

  private Configuration find(String pid) throws KuraException {
    try {
      Configuration[] found =
          admin.listConfigurations("(" + ConfigurationService.KURA_SERVICE_PID + "=" + pid + ")");
      if (found != null && found.length > 1) {
        throw new AssertionError(found.length + " configurations are called " + pid);
      }
      return found == null ? null : found[0];
    } catch (IOException | InvalidSyntaxException e) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, pid);
    }
  }

  private static Map<String, Object> map(Dictionary<String, Object> dictionary) {
    Map<String, Object> map = new HashMap<>();
    for (Enumeration<String> keys = dictionary.keys(); keys.hasMoreElements(); ) {
      String key = keys.nextElement();
      map.put(key, dictionary.get(key));
    }
    return map;
  }

  /** Passwords as texts, without what is null. */
  private static Dictionary<String, Object> stored(Map<String, Object> properties) {
    Dictionary<String, Object> dictionary = new Hashtable<>();
    properties.forEach(
        (key, value) -> {
          if (value != null) {
            dictionary.put(key, value instanceof Password ? value.toString() : value);
          }
        });
    return dictionary;
  }

  private record Shown(String getPid, Map<String, Object> getConfigurationProperties)
      implements ComponentConfiguration {
    @Override
    public OCD getDefinition() {
      throw new UnsupportedOperationException();
    }
  }

  /** Encrypts the same text differently each time, as Kura does. */
  static final class CryptoDouble {

    private int number;

    synchronized String encryptAnew(String text) {
      String plain;
      try {
        plain = new String(decryptAes(text.toCharArray()));
      } catch (KuraException notEncrypted) {
        plain = text;
      }
      number++;
      return "iv" + number + "-" + Base64.getEncoder().encodeToString(plain.getBytes());
    }

    public char[] decryptAes(char[] encrypted) throws KuraException {
      String text = new String(encrypted);
      if (!text.matches("iv\\d+-.*")) {
        throw new KuraException(KuraErrorCode.DECODER_ERROR);
      }
      return new String(Base64.getDecoder().decode(text.substring(text.indexOf('-') + 1)))
          .toCharArray();
    }
  }
}
