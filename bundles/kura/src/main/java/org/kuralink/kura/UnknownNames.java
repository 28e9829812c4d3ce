/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.kura.configuration.ConfigurationService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.api.configuration.NearestName;
import org.kuralink.api.connection.Registration;
import org.kuralink.check.ConfigurationCheck;
import org.kuralink.check.ConfigurationCheck.Form;
import org.kuralink.check.ConfigurationCheck.Instance;
import org.kuralink.check.ConfigurationCheck.Known;
import org.kuralink.check.QuietCheck;
import org.kuralink.check.StandingFaults;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The check of our configurations for unknown properties and factory PIDs. Kura accepts any name
 * from a snapshot or a remote configuration. An unknown name is logged once and shown in the status
 * of its connection. Owns the daemon thread {@code kuralink-kura-names}, which ends when there is
 * nothing to do.
 */
@Component(
    name = "org.kuralink.kura.names",
    service = ConfigurationListener.class,
    immediate = true)
public final class UnknownNames implements ConfigurationListener {

  private static final Logger LOG = LoggerFactory.getLogger(UnknownNames.class);
  private static final String ENDPOINT = "cloud.endpoint.service.pid";

  /** Properties that Kura sets for publishers and subscribers, though no form has them. */
  private static final List<String> OF_KURA = List.of(ENDPOINT, "cloud.connection.factory.pid");

  private final Map<KuraEndpoint, Registration> showing = new ConcurrentHashMap<>();
  private final StandingFaults faults = new StandingFaults();
  private final QuietCheck checks = new QuietCheck("kuralink-kura-names", this::check);
  private final BundleListener bundleChanged = event -> checks.changed();
  private final BundleContext context;
  private final ConfigurationAdmin admin;
  private final MetaTypeService metatype;
  private volatile Map<String, Instance> present = Map.of();

  /**
   * Starts to watch the configurations.
   *
   * @param kura exists only on Kura, so that this component is active only there
   */
  @Activate
  public UnknownNames(
      BundleContext context,
      @Reference ConfigurationService kura,
      @Reference ConfigurationAdmin admin,
      @Reference MetaTypeService metatype) {
    this.context = context;
    this.admin = admin;
    this.metatype = metatype;
    context.addBundleListener(bundleChanged);
    checks.changed();
  }

  @Deactivate
  void deactivate() {
    checks.close();
    context.removeBundleListener(bundleChanged);
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    checks.changed();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addEndpoint(KuraEndpoint endpoint) {
    showing.put(endpoint, endpoint.show(() -> shown(endpoint)));
  }

  void updatedEndpoint(KuraEndpoint endpoint) {
    // The connection is read for each display.
  }

  void removeEndpoint(KuraEndpoint endpoint) {
    Registration shown = showing.remove(endpoint);
    if (shown != null) {
      shown.close();
    }
  }

  private Map<String, String> shown(KuraEndpoint endpoint) {
    Map<String, String> shown = new TreeMap<>();
    faults
        .all()
        .forEach(
            (pid, lines) ->
                Optional.ofNullable(present.get(pid))
                    .flatMap(one -> title(one, endpoint.name(), endpoint.connection()))
                    .ifPresent(title -> shown.put(title, String.join("; ", lines))));
    return shown;
  }

  /** Returns the title of the status entry for a configuration; empty for another connection's. */
  static Optional<String> title(Instance one, String endpoint, String connection) {
    String stack = endpoint + ".";
    if (one.pid().equals(endpoint)) {
      return Optional.of("Configuration");
    } else if (one.pid().startsWith(stack)) {
      return Optional.of("Configuration of " + one.pid().substring(stack.length()));
    } else if (endpoint.equals(one.properties().get(ENDPOINT))) {
      String kind = one.type().endsWith("Subscriber") ? "Subscriber" : "Publisher";
      return Optional.of(kind + " " + one.pid());
    }
    return connection.equals(one.properties().get(ConnectionTab.CONNECTION))
        ? Optional.of("Configuration of " + one.pid())
        : Optional.empty();
  }

  private void check() {
    try {
      Map<String, Form> forms = forms();
      Map<String, Instance> ours = configured(forms);
      Map<String, List<String>> found =
          ConfigurationCheck.faults(new Known(forms, Set.of()), ours.values());
      present = ours;
      faults.renew(found, (pid, fault) -> LOG.warn("{}: {}", pid, fault));
    } catch (IOException
        | InvalidSyntaxException
        | IllegalArgumentException
        | IllegalStateException e) {
      LOG.debug("The configurations cannot be checked now: {}", e.toString());
    }
  }

  private Map<String, Form> forms() {
    Map<String, Form> forms = new TreeMap<>();
    for (Bundle bundle : context.getBundles()) {
      String name = bundle.getSymbolicName();
      MetaTypeInformation information =
          name == null
                  || !name.startsWith(ConfigurationCheck.OURS)
                  || bundle.getState() == Bundle.UNINSTALLED
              ? null
              : metatype.getMetaTypeInformation(bundle);
      if (information != null) {
        String @Nullable [] pids = information.getFactoryPids();
        for (String pid : pids == null ? new String[0] : pids) {
          forms.put(pid, form(information.getObjectClassDefinition(pid, null), pid));
        }
      }
    }
    return forms;
  }

  private static Form form(ObjectClassDefinition definition, String pid) {
    Map<String, List<String>> names = new TreeMap<>();
    AttributeDefinition @Nullable [] fields =
        definition.getAttributeDefinitions(ObjectClassDefinition.ALL);
    if (fields != null) {
      for (AttributeDefinition field : fields) {
        names.put(field.getID(), List.of());
      }
    }
    if (pid.startsWith(ConfigurationCheck.OURS + "kura.")) {
      OF_KURA.forEach(name -> names.put(name, List.of()));
    }
    return new Form(names);
  }

  /**
   * Returns our configurations by their {@code kura.service.pid}. Omits those of packages that are
   * not installed, which Kura keeps.
   */
  private Map<String, Instance> configured(Map<String, Form> forms)
      throws IOException, InvalidSyntaxException {
    Map<String, Instance> configured = new TreeMap<>();
    Configuration @Nullable [] all = admin.listConfigurations("(service.factoryPid=*)");
    for (Configuration one : all == null ? new Configuration[0] : all) {
      String type = one.getFactoryPid();
      if (type != null
          && (forms.containsKey(type) || NearestName.of(type, forms.keySet()).isPresent())) {
        Map<String, Object> properties = map(one.getProperties());
        Object name = properties.getOrDefault(ConfigurationCheck.NAME, one.getPid());
        configured.put(name.toString(), new Instance(name.toString(), type, properties));
      }
    }
    return configured;
  }

  private static Map<String, Object> map(@Nullable Dictionary<String, Object> properties) {
    Map<String, Object> map = new TreeMap<>();
    if (properties != null) {
      Collections.list(properties.keys()).forEach(key -> map.put(key, properties.get(key)));
    }
    return map;
  }
}
