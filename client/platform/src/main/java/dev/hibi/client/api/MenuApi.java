package dev.hibi.client.api;

import java.util.List;
import java.util.Optional;

/** Which roles allow which menus, that is, which calls. */
public interface MenuApi {

  /** The menus of the tenant with their roles. */
  @Route("GET /tenant/menus")
  List<TenantMenu> ofTenant();

  /** Lets these roles of the tenant have a menu. */
  @Route("PUT /tenant/menus/{id}")
  TenantMenu setRolesInTenant(long id, List<Long> roleIds);

  /** Whom a menu may be for. */
  @Route("GET /tenant/menu-types")
  List<Choice> typesOfTenant();

  /** All menus with their roles. */
  @Route("GET /admin/menus")
  List<Menu> list();

  /** Lets these roles have a menu. */
  @Route("PUT /admin/menus/{id}")
  Menu setRoles(long id, List<Long> roleIds);

  /** Whom a menu may be for. */
  @Route("GET /admin/menu-types")
  List<Choice> types();

  /** A menu of the tenant; its id is the platform's number of it. */
  record TenantMenu(
      int id,
      String name,
      Optional<Type> menuType,
      String description,
      List<TenantMenuRole> roles) {}

  /** A role that allows a menu. */
  record TenantMenuRole(long id, String name, boolean editable) {}

  /** A menu; its id is the platform's number of it. */
  record Menu(
      int id, String name, String description, Optional<Type> menuType, List<MenuRole> roles) {}

  /** A role that allows a menu. */
  record MenuRole(long id, String name, boolean isSystemRole) {}

  /** Whom a menu is for. */
  enum Type implements NumberedEnum {
    /** One that this client does not know. */
    UNKNOWN(-1),
    /** All who have logged in. */
    INTERNAL(1),
    /** Users of a tenant. */
    TENANT(2),
    /** Administrators. */
    SYSTEM(3),
    /** All, also who has not logged in. */
    PUBLIC(4);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }
}
