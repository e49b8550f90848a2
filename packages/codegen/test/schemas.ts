/** Schemas that are made for one purpose, beside the fixtures. */

/** Names so long that hardly a line fits. */
export const wideSchema = `
model CustomerRelationshipManagementAccount {
  tenantIdentificationNumber  Int
  accountIdentificationNumber Int
  preferredCommunicationLanguageCode String? @map("preferred_communication_language_code_of_the_customer")
  customerSupportConversationThreads CustomerSupportConversationThread[]
  @@id([tenantIdentificationNumber, accountIdentificationNumber])
  @@unique([preferredCommunicationLanguageCode, accountIdentificationNumber])
  @@unique([preferredCommunicationLanguageCode, tenantIdentificationNumber])
}

model CustomerSupportConversationThread {
  id Int @id
  tenantIdentificationNumber Int
  accountIdentificationNumber Int
  assignedSupportEmployeeNumber Int
  /// Whose it is.
  customerRelationshipManagementAccount CustomerRelationshipManagementAccount @relation(fields: [tenantIdentificationNumber, accountIdentificationNumber], references: [tenantIdentificationNumber, accountIdentificationNumber])
  assignedCustomerSupportEmployee CustomerSupportEmployee @relation(fields: [tenantIdentificationNumber, assignedSupportEmployeeNumber], references: [tenantIdentificationNumber, employeeNumber])
  theLastTimeThatAnybodyAtAllHasLookedAtThisThreadInTheApplication DateTime? @map("the_last_time_that_anybody_at_all_has_looked_at_it")
}

model CustomerSupportEmployee {
  tenantIdentificationNumber Int
  employeeNumber Int
  threads CustomerSupportConversationThread[]
  @@id([tenantIdentificationNumber, employeeNumber])
}

model Membership {
  customerSupportEmployee CustomerSupportEmployee
  customerSupportConversationThread CustomerSupportConversationThread
  @@id([customerSupportEmployee, customerSupportConversationThread])
}
`;

/** The same in models that extend one another. */
export const wideHeirsSchema = `
model CustomerRelationshipManagementAccount {
  tenantIdentificationNumber  Int
  accountIdentificationNumber Int
  name String
  discriminatingColumnOfTheAccount String
  @@id([tenantIdentificationNumber, accountIdentificationNumber])
  @@inherit(single)
  @@discriminator(discriminatingColumnOfTheAccount, "the plain account without anything else that would be worth saying")
}

model CustomerRelationshipManagementAccountOfAVeryLargeCompany extends CustomerRelationshipManagementAccount {
  preferredCommunicationLanguageCode String? @map("preferred_communication_language_code_of_the_customer")
  @@discriminator("the account of a very large company with a lot of things")
}

model CustomerRelationshipManagementAccountOfAVeryLargeCompanyInAnotherCountryOfTheContinent extends CustomerRelationshipManagementAccountOfAVeryLargeCompany {
}
`;

/** Names that JavaScript or TypeScript use themselves, and ours. */
export const namesSchema = `
model Object { id Int @id
  date Date?
  items Iterable[] }
model Iterable { id BigInt @id
  value String
  promise Promise }
model Promise { id Int @id
  length Int
  name String
  then String? }
model Column { id Int @id
  session Session }
model Session { id Int @id
  columns Column[] }
model j { id Int @id
  init String
  key value? }
model value { id Int @id
  cells String[]
  at DateTime @default(now()) }
model cells { id Int @id
  origin Int? }
model Post { id Int @id
  row PostRow
  init PostInit? }
model PostRow { id Int @id }
model PostInit { id Int @id }
model Index { id Int @id
  schema Schema? }
model Schema { id Int @id }
model Ddl { id Int @id
  break Int
  case Int
  catch Int
  class Int
  const Int
  continue Int
  debugger Int
  default Int
  delete Int
  do Int
  else Int
  enum Int
  export Int
  extends Int
  finally Int
  for Int
  function Int
  if Int
  import Int
  in Int
  instanceof Int
  let Int
  new Int
  null Int
  return Int
  static Int
  super Int
  switch Int
  this Int
  throw Int
  true Int @map("true_")
  try Int
  typeof Int
  var Int
  void Int
  while Int
  with Int
  yield Int
  async Int
  await Int
  get Int
  set Int
  of Int
  readonly Int
  declare Int
  type Int
  infer Int
  keyof Int
  unique Int
  asserts Int
  is Int
  implements Int
  interface Int
  package Int
  private Int
  protected Int
  public Int
}
model Map { id Int @id
  toString String
  valueOf Int
  hasOwnProperty Boolean
  call String
  arguments String
  sqlite String }
type at { given stored?
  place String
  then String?
  constructed codec }
type stored { part Int @default(1)
  at at?
  valueOf String @map("__proto__")
  class String @map("hasOwnProperty") @default("a b") }
type atInit { decodeat Int
  encode String[] }
scalar codec = String { codec: "./own-codec.js" }
model types { id codec @id
  at at
  name stored @embedded
  entity at? @embedded
  inits atInit[]
  code codec @default("it's") }
`;

/** Columns that are not plain, under names of lengths at which a line may break. */
export const growingSchema = Array.from({ length: 16 }, (_, at) => {
  const length = 14 + at * 3;
  const name = "n".repeat(length);
  return `
model A${"a".repeat(length % 20)}${length} {
  id Int @id
  a${name} String @deferred
  b${name} Json? @deferred @map("b")
  c${name} String @expr("a${name} || ' ' || b || id")
  d${name} String? @expr("a${name} || '${name}'")
  e${name} Int @expr("(SELECT count(*) FROM x WHERE '${name}' = y)") @deferred
  f${name} Int @version
  g${name} Boolean[] @deferred
}
`;
}).join("");
